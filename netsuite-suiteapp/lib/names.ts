// The rules show the shortened name before it is written, so both take it from one place.
export { shortenName } from 'shared-model/rules/short-name.ts';
