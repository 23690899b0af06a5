import type { Access } from '../records/access.ts';
import type { OrgState } from '../records/state.ts';
import type { AnswerRow } from '../soql/run.ts';

/** What an answered query still has to give. */
export type OpenQuery = { rows: readonly AnswerRow[]; openedAt: number };

/** Everything that a request to the data services works with. */
export type Scope = {
  state: OrgState;
  access: Access;
  /** `/services/data/v66.0`. */
  base: string;
  /** Open queries by their locator. */
  openQueries: Map<string, OpenQuery>;
  usage(): { used: number; max: number };
};

/** One request below `/services/data/vNN.0/`, also as a step of a composite one. */
export type DataRequest = {
  method: string;
  /** Decoded parts of the path after the version. */
  segments: readonly string[];
  query: URLSearchParams;
  body: unknown;
  header(name: string): string | undefined;
};

export type DataReply = { status: number; body?: unknown; headers?: Record<string, string> };

export type DataHandler = (scope: Scope, request: DataRequest, values: readonly string[]) => DataReply;

/** One route: `:` stands for any one part, whose value the handler gets in its order. */
export type DataRoute = { method: string; pattern: readonly string[]; run: DataHandler };

/** Writes a route as `'GET sobjects/:/describe'`. */
export function route(text: string, run: DataHandler): DataRoute {
  const [method = '', path = ''] = text.split(' ');
  return { method, pattern: path.split('/'), run };
}
