import '@lwc/synthetic-shadow';
import '@salesforce-ux/design-system/assets/styles/salesforce-lightning-design-system.min.css';
import './page.css';
import { signIn } from './session.ts';

/** Signs in, then loads the page: components ask who the user is when they are loaded. */
async function open(): Promise<void> {
  const address = new URL(location.href);
  const user = await signIn(address.searchParams.get('as') ?? undefined);
  if (user === undefined) {
    const { showPeople } = await import('./show-people.ts');
    showPeople();
    return;
  }
  const { show } = await import('./show.ts');
  await show(address, user.name);
}

void open();
