import type { ImportCost } from '../cold-import.ts'
import { failoverSection } from '../failover/page-section.ts'
import { hotPathTable } from '../hot-path/hot-path-section.ts'
import type { HotPathRow } from '../hot-path/hot-path-row.ts'
import { qualitySection } from '../quality/quality-section.ts'
import { readResults } from '../quality/results.ts'
import type { RivalRow } from '../rivals/measure-rivals.ts'
import { rivalSection } from '../rivals/rival-section.ts'
import type { SocketRates } from '../sockets/socket-rates.ts'
import { socketTable } from '../sockets/socket-section.ts'
import type { Figure } from './figure.ts'
import { importSection } from './import-section.ts'

/** The results of a run, and on what they were measured. */
export interface Results {
  readonly date: string
  readonly machine: string
  readonly versions: Readonly<Record<string, string>>
  readonly figures: readonly Figure[]
  readonly rivals: readonly RivalRow[]
  readonly hotPath: readonly HotPathRow[]
  readonly sockets: readonly SocketRates[]
  readonly imports: readonly ImportCost[]
}

const shown = ({ unit }: Figure, value: number): string => {
  const digits = unit === '×' ? 2 : 1
  return `${value.toFixed(digits).replace(/\.0$/, '')} ${unit}`
}

const row = (figure: Figure): string => {
  const verdict = figure.result <= figure.goal ? 'yes' : '**no**'
  return `| ${figure.what} | ${shown(figure, figure.result)} | ≤ ${shown(figure, figure.goal)} | ${verdict} |`
}

/** What the figures cannot show: where time goes that no change of the code around it takes away. */
const notes: readonly string[] = [
  'Where a goal is hard to reach:',
  '',
  '- `adaptive` scores 3 targets of 3, and 10 of 10 000 (the 7 best of the pick before, and the next three in turn): three times the work. The',
  '  rest of the growth is memory: what is known of 10 000 targets is larger than the caches of the processor, and each pick reads three of',
  '  them anew. A pick alone grows more than one with the start and the end of its attempt, which take the same for any number. `peak-ewma`',
  '  draws two targets anew as well.',
  '- A stream that is left has made its request, its response, its parser and all layers before: most of its time is theirs, not that of',
  '  leaving.',
  '- `request` checks its options and messages, estimates tokens, names the conversation for prompt caches, chooses, reserves, has a deadline',
  '  and a signal of its own, reads headers and usage, and settles each of these. No step is more than a tenth of the whole.',
  '- An import is mostly V8 reading the source, and `llm-balancer` is a megabyte of it, a third of which is the core; minified it would take',
  '  a tenth less. With Node’s compile cache it takes half.',
  '- `getStats` makes two objects of twenty fields for each provider, and asks its guards and its strategy how it is.',
  '',
]

const figureTable = (figures: readonly Figure[], section: Figure['section']): string[] => [
  `## ${section}`,
  '',
  '| what | result | goal | met |',
  '| --- | --- | --- | --- |',
  ...figures.filter((figure) => figure.section === section).map(row),
  '',
]

/** The page of the results, in Markdown. */
export function renderPage(results: Results): string {
  const { date, machine, versions, figures, imports } = results
  const goals = [
    ...figures.map(({ result, goal }) => result <= goal),
    ...imports.map(({ ms, mostMs }) => ms <= mostMs),
  ]
  return [
    '# Benchmarks',
    '',
    '<!-- Written by `pnpm bench page`; do not edit. -->',
    '',
    `Measured on ${date}: ${machine}; ${Object.entries(versions)
      .map((entry) => entry.join(' '))
      .join(', ')}.`,
    '',
    'CPU time of the main thread: the best of rounds in which the sides of a comparison take turns, because load of the machine only',
    'adds. Ratios hardly depend on the machine; times do. Every call is answered at once, so what is measured is what the library adds.',
    '',
    `${goals.filter(Boolean).length} of ${goals.length} goals are met.`,
    '',
    ...figureTable(figures, 'Runs'),
    ...figureTable(figures, 'Streams'),
    ...notes,
    ...figureTable(figures, 'Hot path'),
    ...hotPathTable(results.hotPath),
    ...figureTable(figures, 'Real sockets'),
    ...socketTable(results.sockets),
    ...importSection(imports),
    ...rivalSection(results.rivals),
    ...failoverSection(),
    '## A brown-out in real time',
    '',
    '![Per second: runs arriving, calls of targets, runs served](images/overload.svg)',
    '',
    'Three servers behind sockets, 60 requests per second; for 20 s each server has a fifth of its capacity. Written by',
    '`pnpm bench overload --sockets`.',
    '',
    ...qualitySection(readResults()),
    '',
    '## How to repeat it',
    '',
    '`pnpm bench page` measures and writes this page; the sources are in `bench/src/page`. `pnpm bench hot-path`, `pnpm bench sockets` and',
    '`pnpm bench imports` measure one of its parts alone. `pnpm bench` prints more comparisons, and',
    '`pnpm bench overload` runs the balancer through outages and overload.',
    '',
  ].join('\n')
}
