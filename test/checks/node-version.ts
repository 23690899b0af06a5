/** Says in one sentence that this is the wrong Node, and ends. */
export function assertNode(): void {
  const major = process.versions.node.split('.')[0];
  if (major === '24') return;
  process.stderr.write(
    `This needs Node 24 and runs under ${process.versions.node}: start it by npm, which brings its own.\n`,
  );
  process.exit(1);
}
