import type { Document } from './documents.ts';
import type { Erp, Saved, Values } from './erp.ts';
import type { Link } from './batch.ts';
import { isDuplicate } from './refusals.ts';
import { textOf } from './values.ts';

const linkType = 'customrecord_tl_link';
const field = (name: string): string => `custrecord_tl_link_${name}`;

/** Writes the row that the *Sync status* tab shows for this key; a second time writes over the first. */
export function writeLink(erp: Erp, key: string, link: Link, document: Document): Saved {
  const externalid = `link:${key}`;
  const values = linkValues(erp, link, document);
  const created = erp.create(linkType, { externalid, ...values });
  if (created.kind === 'saved' || !isDuplicate(created)) return created;
  const [row] = erp.rows(`select id from ${linkType} where externalid = ? order by id`, [externalid]);
  const id = textOf(row?.['id']);
  if (id === undefined) return created;
  const opened = erp.open(linkType, id);
  return opened.kind === 'open' ? opened.save(values) : opened;
}

function linkValues(erp: Erp, link: Link, document: Document): Values {
  return {
    [field(link.parent)]: document.id,
    [field('engagement')]: link.engagementId,
    [field('step')]: link.step,
    [field('state')]: link.state,
    [field('asof')]: erp.now(),
    ...(link.source === undefined ? {} : { [field('source')]: link.source }),
    ...(link.sourceUrl === undefined ? {} : { [field('sourceurl')]: link.sourceUrl }),
  };
}
