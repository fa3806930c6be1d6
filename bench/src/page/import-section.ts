import type { ImportCost } from '../cold-import.ts'

/** The section of the page: what the entry points cost the program that imports them. */
export function importSection(imports: readonly ImportCost[]): string[] {
  return [
    '## Entry points',
    '',
    '| entry point | cold import | goal | met | compiled before | bundled |',
    '| --- | --: | --: | --- | --: | --: |',
    ...imports.map(({ entry, ms, mostMs, cachedMs, bytes }) => {
      const verdict = ms <= mostMs ? 'yes' : '**no**'
      const [cached, size] = [`${cachedMs.toFixed(1)} ms`, `${(bytes / 1000).toFixed(1)} kB`]
      return `| \`${entry}\` | ${ms.toFixed(1)} ms | ≤ ${mostMs} ms | ${verdict} | ${cached} | ${size} |`
    }),
    '',
    'CPU time of the main thread that a program takes longer to start when it imports the built package, laid out as npm would, than when it',
    'does nothing. Compiled before: with `NODE_COMPILE_CACHE=<folder>`, from the second start on, when Node has kept what it compiled.',
    'Bundled: all that the entry point exports, with everything that it imports, minified and gzipped; what a program does not use falls',
    'away.',
    '',
  ]
}
