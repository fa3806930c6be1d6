import { isCancel, text } from '@clack/prompts'
import type { CliContext } from '../cli-context.ts'
import { exitCodes, type ExitCode } from '../exit-codes.ts'

/** Asks for texts and has them answered, until Ctrl-C or an empty one. */
export async function converse(
  context: CliContext,
  answer: (words: string) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { stdin, stderr, signal } = context
  for (;;) {
    const words = await text({
      message: 'You',
      placeholder: 'empty to end',
      input: stdin,
      // The answers alone are the output.
      output: stderr,
      signal,
    })
    if (isCancel(words)) return exitCodes.interrupted
    if (words.trim() === '') return exitCodes.ok
    await answer(words)
  }
}
