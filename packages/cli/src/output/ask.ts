import { isCancel, type text } from '@clack/prompts'
import type { CliContext } from '../cli-context.ts'

/** Where a question is asked. Answers to questions are no output of a command. */
export interface Asking {
  readonly input: CliContext['stdin']
  readonly output: CliContext['stderr']
  readonly signal: AbortSignal
}

/** What was answered, or how the user has left: with Ctrl-C or Escape, or by ending the input (Ctrl-D). */
export type Answer<Value> = { readonly value: Value } | { readonly left: 'interrupted' | 'input-ended' }

type Cancelled = Extract<Awaited<ReturnType<typeof text>>, symbol>

/** Asks one question in the terminal. */
export async function ask<Value extends string | readonly string[]>(
  { stdin, stderr, signal }: CliContext,
  question: (asking: Asking) => Promise<Value | Cancelled>,
): Promise<Answer<Value>> {
  const inputEnded = new AbortController()
  const asked = question({
    input: stdin,
    output: stderr,
    signal: AbortSignal.any([signal, inputEnded.signal]),
  })
  let isSettled = false
  // A prompt that is answered and one whose input ends both pause the input; only the second one has no result a moment later.
  stdin.once('pause', () => {
    setImmediate(() => {
      if (!isSettled) inputEnded.abort()
    })
  })
  try {
    const value = await asked
    if (!isCancel(value)) return { value }
    return { left: inputEnded.signal.aborted ? 'input-ended' : 'interrupted' }
  } finally {
    isSettled = true
  }
}
