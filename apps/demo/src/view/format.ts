import { styleText } from 'node:util'

/** Colours of the view. */
export type Style = 'red' | 'green' | 'yellow' | 'dim' | 'bold'

/** Colours a text, or leaves it as it is where colours are not wanted. */
export type Paint = (style: Style, text: string) => string

/** Colours go to terminals only, and not when `NO_COLOR` is set (no-color.org). */
export function paintFor(
  isTerminal: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): Paint {
  const { NO_COLOR: noColor = '', TERM: terminal } = environment
  if (!isTerminal || noColor !== '' || terminal === 'dumb') return (_, text) => text
  return (style, text) => styleText(style, text, { validateStream: false })
}

/** `12,345` */
export function count(number: number): string {
  return number.toLocaleString('en-US')
}

/** `12.3 s` */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

/** `84 ms`, or a dash without a measurement. */
export function milliseconds(ms: number | undefined): string {
  return ms === undefined ? '–' : `${Math.round(ms)} ms`
}

/** `overloaded 12, server 3`, most frequent first. */
export function tally(counts: Readonly<Record<string, number | undefined>>): string {
  return Object.entries(counts)
    .sort(([, one = 0], [, other = 0]) => other - one)
    .map(([name, number = 0]) => `${name} ${count(number)}`)
    .join(', ')
}
