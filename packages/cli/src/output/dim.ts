import type { CliContext, TerminalOutput } from '../cli-context.ts'

/** Dims a text for a stream which is a terminal with colours that are not switched off (https://no-color.org). */
export function dimFor(stream: TerminalOutput, env: CliContext['env']): (text: string) => string {
  const { NO_COLOR: off = '', TERM: terminal } = env
  if (stream.isTTY !== true || off !== '' || terminal === 'dumb') return (text) => text
  return (text) => `\u001B[2m${text}\u001B[22m`
}
