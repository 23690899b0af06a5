declare module 'c/*' {
  import type { LightningElement } from 'lwc';
  const component: typeof LightningElement;
  export default component;
}

declare module 'lightning/*' {
  import type { LightningElement } from 'lwc';
  const component: typeof LightningElement;
  export default component;
}

declare module '@lwc/synthetic-shadow';
declare module '*.css';
