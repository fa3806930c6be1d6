/**
 * Takes out of a text what may not be shown. For messages of code that is not ours: it may repeat keys, headers and
 * prompts, whole or in part.
 */
import { redactSecrets, wholeWords } from '@llm-balancer/provider'

const longestMessage = 300

/** So many characters in a row that also stand in a prompt are an echo of it, not chance. */
const echoLength = 16
const longestPrompt = 20_000

/** Texts that must not be shown. */
export type Unshown = {
  /** Keys and header values. @default [] */
  readonly secrets?: readonly string[]
  /** What the caller said to the model. @default [] */
  readonly prompts?: readonly string[]
}

/** `text` without secrets, without echoes of prompts and without what looks like a key, cut to 300 characters. */
export function redact(text: string, { secrets = [], prompts = [] }: Unshown = {}): string {
  const beginning = wholeWords(text, longestPrompt)
  const unnamed = redactSecrets(beginning === text ? text : `${beginning}…`, [...secrets, ...prompts], '…')
  return prompts.reduce(withoutEchoes, unnamed).slice(0, longestMessage)
}

function withoutEchoes(text: string, prompt: string): string {
  const said = prompt.slice(0, longestPrompt)
  let left = ''
  let start = 0
  while (start < Math.min(text.length, longestMessage * 2)) {
    let end = start + echoLength
    if (!said.includes(text.slice(start, end)) || end > text.length) {
      left += text.charAt(start)
      start += 1
      continue
    }
    while (end < text.length && said.includes(text.slice(start, end + 1))) end += 1
    left += '…'
    start = end
  }
  return left
}
