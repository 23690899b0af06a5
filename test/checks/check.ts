import { machineSlowness } from './machine-speed.ts';
import { assertNode } from './node-version.ts';
import { stages } from './stages.ts';
import type { Outcome, Stage } from './stages.ts';

/** How far over its budget a stage may go before it fails by name, and when it is ended. */
const overBudget = 1.5;
const endAt = 3;

assertNode();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length > 0)
  stop(`No such stage: ${unknown.join(', ')}. Stages: ${stages.map(({ name }) => name).join(', ')}`);

const slowness = await machineSlowness();
process.stdout.write(`This machine takes ${slowness.toFixed(1)} times as long as the one of the budgets.\n`);
const chosen = stages.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const failedStages: string[] = [];
const summary: string[] = [];
const total = { passed: 0, failed: 0 };
for (const stage of chosen) await runStage(stage);
process.stdout.write(`\n${summary.join('\n')}\n${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** Runs one stage, prints what it said when it failed, and keeps the count. */
async function runStage(stage: Stage): Promise<void> {
  const missing = stage.needs?.find((name) => failedStages.includes(name));
  process.stdout.write(`\n--- ${stage.name}\n`);
  const budgetSeconds = stage.budgetSeconds * slowness;
  const startedAt = performance.now();
  const outcome = missing === undefined ? await stage.run(budgetSeconds * endAt * 1000) : notRun(missing);
  const seconds = (performance.now() - startedAt) / 1000;
  const seemsLate = seconds > budgetSeconds * overBudget;
  const judgedBy = seemsLate ? Math.max(budgetSeconds, await budgetNow(stage)) : budgetSeconds;
  const isLate = seconds > judgedBy * overBudget;
  const failed = outcome.failed + (isLate ? 1 : 0);
  if (outcome.failed > 0) process.stdout.write(outcome.output);
  if (failed > 0) failedStages.push(stage.name);
  total.passed += outcome.passed;
  total.failed += failed;
  const late = seemsLate ? `, ${isLate ? 'over' : 'slow, but within'} its budget of ${judgedBy.toFixed(0)} s` : '';
  const skipped = outcome.skipped.length === 0 ? '' : `, ${outcome.skipped.length} skipped`;
  summary.push(
    `${failed === 0 ? 'ok    ' : 'FAILED'} ${stage.name.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s  ${outcome.passed} passed, ${outcome.failed} failed${skipped}${late}`,
    ...outcome.failures.map((failure) => `       ${failure}`),
    ...outcome.skipped.map((name) => `       skipped: ${name}`),
  );
}

/** The machine may have become slower since the check began, by what else it does. */
async function budgetNow({ budgetSeconds }: Stage): Promise<number> {
  return budgetSeconds * (await machineSlowness().catch(() => 0));
}

function notRun(missing: string): Outcome {
  return { passed: 0, failed: 1, failures: [], skipped: [], output: `Not run, because ${missing} failed.\n` };
}

function stop(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
