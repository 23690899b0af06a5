import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

/** Files by their path inside the archive, with `/` between folders. */
export type Files = ReadonlyMap<string, Buffer>;

const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 };
const deflated = 8;
/** 1 January 1980, the earliest that the format knows: equal files make an equal archive. */
const date = 0x21;
const mostFiles = 10_000;
const mostBytes = 50_000_000;

/** Packs files into a zip archive, in the order of their paths. Source: PKWARE, APPNOTE.TXT 6.3, without any extension. */
export function zipOf(files: Files): Buffer {
  if (files.size > mostFiles) throw new RangeError(`an archive holds at most ${mostFiles} files`);
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of [...files].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    const packed = deflateRawSync(content, { level: 9 });
    const path = Buffer.from(name, 'utf8');
    const about = describe(content, packed, path);
    const local = Buffer.concat([numbers([signatures.local, 4]), about, path, packed]);
    const place = numbers([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]);
    centrals.push(Buffer.concat([numbers([signatures.central, 4], [20, 2]), about, place, path]));
    locals.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(centrals);
  const count = files.size;
  const end = numbers(
    [signatures.end, 4],
    [0, 2],
    [0, 2],
    [count, 2],
    [count, 2],
    [index.length, 4],
    [offset, 4],
    [0, 2],
  );
  return Buffer.concat([...locals, index, end]);
}

/** What stands in both headers of a file: version, UTF-8 names, method, date, checksum and lengths. */
function describe(content: Buffer, packed: Buffer, path: Buffer): Buffer {
  const head = numbers([20, 2], [0x0800, 2], [deflated, 2], [0, 2], [date, 2], [crc32(content), 4]);
  return Buffer.concat([head, numbers([packed.length, 4], [content.length, 4], [path.length, 2], [0, 2])]);
}

function numbers(...given: readonly (readonly [value: number, bytes: 2 | 4])[]): Buffer {
  return Buffer.concat(
    given.map(([value, bytes]) => {
      const buffer = Buffer.alloc(bytes);
      if (bytes === 2) buffer.writeUInt16LE(value);
      else buffer.writeUInt32LE(value);
      return buffer;
    }),
  );
}

/** Unpacks an archive, by its index; one that is broken, encrypted or too large is refused. */
export function unzip(archive: Buffer): Files {
  const end = archive.lastIndexOf(numbers([signatures.end, 4]));
  if (end < 0 || end + 22 > archive.length) throw new Error('the file is no zip archive');
  const files = new Map<string, Buffer>();
  let at = archive.readUInt32LE(end + 16);
  let bytes = 0;
  for (let left = Math.min(archive.readUInt16LE(end + 10), mostFiles); left > 0; left -= 1) {
    if (archive.readUInt32LE(at) !== signatures.central) throw new Error('the index of the archive is broken');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((place) => archive.readUInt16LE(at + place));
    const name = archive.toString('utf8', at + 46, at + 46 + (nameLength ?? 0));
    const size = archive.readUInt32LE(at + 24);
    bytes += size;
    if (bytes > mostBytes) throw new RangeError(`an archive holds at most ${mostBytes} bytes`);
    if (!name.endsWith('/')) files.set(name, contentOf(archive, at, name, size));
    at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
  }
  return files;
}

function contentOf(archive: Buffer, entry: number, name: string, size: number): Buffer {
  const method = archive.readUInt16LE(entry + 10);
  const local = archive.readUInt32LE(entry + 42);
  const begin = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const packed = archive.subarray(begin, begin + archive.readUInt32LE(entry + 20));
  if (method !== 0 && method !== deflated) throw new Error(`${name}: packed in a way that is not known`);
  const content = method === 0 ? Buffer.from(packed) : inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  if (crc32(content) !== archive.readUInt32LE(entry + 16)) throw new Error(`${name}: the checksum differs`);
  return content;
}
