import { text } from '@clack/prompts'
import type { CliContext } from '../cli-context.ts'
import { exitCodes, type ExitCode } from '../exit-codes.ts'
import { ask } from '../output/ask.ts'

/** Asks for texts and has them answered, until an empty one, the end of the input or Ctrl-C. */
export async function converse(
  context: CliContext,
  answer: (words: string) => Promise<ExitCode>,
): Promise<ExitCode> {
  for (;;) {
    const words = await ask(context, (asking) =>
      text({ ...asking, message: 'You', placeholder: 'empty to end' }),
    )
    if ('left' in words) return words.left === 'input-ended' ? exitCodes.ok : exitCodes.interrupted
    if (words.value.trim() === '') return exitCodes.ok
    await answer(words.value)
  }
}
