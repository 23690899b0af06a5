import type { z } from 'zod';

type FormRequest = { header(name: string): string | undefined; text(): Promise<string> };

/** The most that one of our own forms can hold. */
const mostCharacters = 10_000;

/** Reads a form of our own pages; nothing when it is of another type, too long, or does not fit. */
export async function readForm<Schema extends z.ZodType>(
  request: FormRequest,
  schema: Schema,
): Promise<z.infer<Schema> | undefined> {
  const mediaType = (request.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/x-www-form-urlencoded') return undefined;
  const text = await request.text();
  if (text.length > mostCharacters || !isWhole(text)) return undefined;
  const fields = [...new URLSearchParams(text)];
  const isOnce = new Set(fields.map(([name]) => name)).size === fields.length;
  const isStorable = fields.every(([, value]) => !value.includes('\0') && value.isWellFormed());
  if (!isOnce || !isStorable) return undefined;
  return schema.safeParse(Object.fromEntries(fields)).data;
}

/** Escapes that are no UTF-8 would be read as other characters than were sent. */
function isWhole(text: string): boolean {
  try {
    return decodeURIComponent(text.replaceAll('+', ' ')).isWellFormed();
  } catch {
    return false;
  }
}
