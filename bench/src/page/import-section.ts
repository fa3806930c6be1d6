import type { ImportCost } from '../cold-import.ts'

/** The section of the page: what the entry points cost the program that imports them. */
export function importSection(imports: readonly ImportCost[]): string[] {
  return [
    '## Entry points',
    '',
    '| entry point | cold import | goal | met | bundled |',
    '| --- | --: | --: | --- | --: |',
    ...imports.map(({ entry, ms, mostMs, bytes }) => {
      const verdict = ms <= mostMs ? 'yes' : '**no**'
      return `| \`${entry}\` | ${ms.toFixed(1)} ms | ≤ ${mostMs} ms | ${verdict} | ${(bytes / 1000).toFixed(1)} kB |`
    }),
    '',
    'CPU time of the main thread that a program takes longer to start when it imports the built package, laid out as npm would, than when it',
    'does nothing. Bundled: all that the entry point exports, with everything that it imports, minified and gzipped; what a program does not',
    'use falls away.',
    '',
  ]
}
