import type { CliContext, TerminalOutput } from '../cli-context.ts'

const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] } as const

/** How a text looks in a terminal. */
export type Look = keyof typeof codes

/** Paints texts, where the stream is a terminal with colours that are not switched off (https://no-color.org). */
export type Paint = (look: Look, text: string) => string

/** How texts for a stream are painted. */
export function paintFor(stream: TerminalOutput, env: CliContext['env']): Paint {
  const { NO_COLOR: off = '', TERM: terminal } = env
  if (stream.isTTY !== true || off !== '' || terminal === 'dumb') return (_look, text) => text
  return (look, text) => {
    const [on, end] = codes[look]
    return `\u001B[${String(on)}m${text}\u001B[${String(end)}m`
  }
}
