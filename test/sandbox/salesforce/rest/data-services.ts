import { uiChoiceRoutes } from '../ui/choices.ts';
import { uiListRoutes } from '../ui/lists.ts';
import { uiObjectRoutes } from '../ui/object-info.ts';
import { uiRecordRoutes } from '../ui/records.ts';
import { collectionRoutes } from './collections.ts';
import { runComposite } from './composite.ts';
import { describeRoutes } from './describe.ts';
import { notFound, refuse, withAssumedStatus } from './errors.ts';
import { queryRoutes } from './queries.ts';
import { rowRoutes } from './rows.ts';
import { route } from './scope.ts';
import type { DataReply, DataRequest, DataRoute, Scope } from './scope.ts';
import { upsertRoutes } from './upsert.ts';

/** Source: REST API Developer Guide, "Limits"; the figures are those of an Enterprise org with the seeded licences. */
const limitRoute = route('GET limits', ({ usage }) => {
  const { used, max } = usage();
  return { status: 200, body: { DailyApiRequests: { Max: max, Remaining: Math.max(0, max - used) } } };
});

const resourceRoute = route('GET ', ({ base }) => ({
  status: 200,
  body: Object.fromEntries(
    ['sobjects', 'query', 'composite', 'limits', 'ui-api'].map((name) => [name, `${base}/${name}`]),
  ),
}));

/** Every route below `/services/data/vNN.0/`; a fixed part wins over `:`. */
const routes: readonly DataRoute[] = [
  resourceRoute,
  limitRoute,
  ...describeRoutes,
  ...queryRoutes,
  ...rowRoutes,
  ...upsertRoutes,
  ...collectionRoutes,
  ...uiRecordRoutes,
  ...uiListRoutes,
  ...uiObjectRoutes,
  ...uiChoiceRoutes,
];

/** Answers one request, or one step of a composite; the caller holds the transaction. */
export function answerData(scope: Scope, request: DataRequest): DataReply {
  const [first, second] = request.segments;
  if (first === 'composite' && second === undefined && request.method === 'POST')
    return runComposite(scope, request, (step) => answerStep(scope, step));
  return answerStep(scope, request);
}

function answerStep(scope: Scope, request: DataRequest): DataReply {
  const fitting = routes.filter((one) => isFitting(one, request.segments));
  const found = fitting.find((one) => one.method === request.method);
  if (!found) return fitting.length === 0 ? notFound() : notAllowed(request, fitting);
  const values = request.segments.filter((_part, place) => found.pattern[place] === ':');
  return withAssumedStatus(found.run(scope, request, values), scope.state.assumptions);
}

function isFitting({ pattern }: DataRoute, segments: readonly string[]): boolean {
  const wanted = pattern.filter((part) => part !== '');
  return wanted.length === segments.length && wanted.every((part, place) => part === ':' || part === segments[place]);
}

function notAllowed(request: DataRequest, fitting: readonly DataRoute[]): DataReply {
  const allowed = fitting.map((one) => one.method).join(',');
  return refuse('METHOD_NOT_ALLOWED', `HTTP Method '${request.method}' not allowed. Allowed are ${allowed}`);
}
