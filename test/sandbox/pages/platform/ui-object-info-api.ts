import { wireAdapter } from './wire.ts';

type ObjectConfig = { objectApiName: string | { objectApiName: string } };

export const getObjectInfo = wireAdapter<ObjectConfig>(({ objectApiName }) => {
  if (objectApiName === undefined) return undefined;
  return `/object-info/${typeof objectApiName === 'string' ? objectApiName : objectApiName.objectApiName}`;
});
