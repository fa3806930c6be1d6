import { checkFunction, oneOf, positive, readOptions, type OptionTable } from '@llm-balancer/core/options'
import { systemRandom, type Random } from '@llm-balancer/core/time'
import type { RegularLooksOptions } from '../source/regular-looks.ts'
import type { TextSource } from '../source/text-source.ts'
import { loadHints, loadTable, type LoadConfigOptions, type LoadSettings } from '../options/load-options.ts'

/** Settings of `watchConfig`. */
export interface WatchConfigOptions extends LoadConfigOptions {
  /**
   * How often it is looked for changes, in ms, above 0, give or take a tenth. A change of a file is usually noticed at once.
   *
   * @default 5000 for a file, 30 000 for a URL
   */
  readonly intervalMs?: number
  /**
   * While it cannot be read it is looked less and less often, up to this interval in ms.
   *
   * @default 300 000 for a URL, `intervalMs` for a file
   */
  readonly maxIntervalMs?: number
  /** A signal of the process at which it is read anew. @default none */
  readonly signal?: 'SIGHUP' | 'SIGUSR2'
  /** Where random numbers come from, for the intervals. @default the machine's */
  readonly random?: Random
}

/** The same, with the defaults. */
export type WatchSettings = LoadSettings & {
  readonly intervalMs: number | undefined
  readonly maxIntervalMs: number | undefined
  readonly signal: NodeJS.Signals | undefined
  readonly random: Random
}

const table: OptionTable<WatchConfigOptions> = {
  ...loadTable,
  intervalMs: [positive],
  maxIntervalMs: [positive],
  signal: [oneOf('SIGHUP', 'SIGUSR2')],
  random: [checkFunction, systemRandom],
}
const hints = {
  ...loadHints,
  checkInterval: 'intervalMs',
  pollInterval: 'intervalMs',
  interval: 'intervalMs',
  sighup: 'signal',
}

/** @throws TypeError or RangeError naming the option that is wrong */
export function readWatchOptions(given: WatchConfigOptions): WatchSettings {
  const options = readOptions('watchConfig', given, table, { hints })
  return { ...(options as WatchSettings), env: options.env ?? process.env }
}

/** A file, which gives hints, costs nothing to look at. */
export function intervalsOf(
  { intervalMs, maxIntervalMs }: WatchSettings,
  source: TextSource,
): Pick<RegularLooksOptions<unknown>, 'intervalMs' | 'longestMs'> {
  const isFile = 'onHint' in source
  const usualMs = intervalMs ?? (isFile ? 5000 : 30_000)
  return { intervalMs: usualMs, longestMs: maxIntervalMs ?? (isFile ? usualMs : 300_000) }
}
