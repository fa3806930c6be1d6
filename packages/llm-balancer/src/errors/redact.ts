/**
 * Takes out of a text what may not be shown. For messages of code that is not ours: it may repeat keys, headers and
 * prompts, whole or in part.
 */

const longestMessage = 300

/** Shorter secrets would take ordinary words out of messages. */
const shortestSecret = 6

/** So many characters in a row that also stand in a prompt are an echo of it, not chance. */
const echoLength = 16
const longestPrompt = 20_000

/** What keys and header values look like, of any vendor. */
const secretLooks =
  /\b(?:bearer|basic)\s+[^\s"',;]+|\b(?:sk|pk|rk|gsk|xai|key|tgp|csk|nvapi|hf)[-_][\w-]{8,}|\b(?:AIza|ya29|eyJ)[\w.-]{8,}|[A-Za-z\d]{64,}/gi

/** What must not be shown. */
export type Unshown = {
  /** Keys and header values. @default [] */
  readonly secrets?: readonly string[]
  /** What the caller said to the model. @default [] */
  readonly prompts?: readonly string[]
}

/** `text` without secrets, without echoes of prompts and without what looks like a key, cut to 300 characters. */
export function redact(text: string, { secrets = [], prompts = [] }: Unshown = {}): string {
  const known = [...secrets, ...prompts].filter((secret) => secret.length >= shortestSecret)
  // One that contains another goes first; the other way round its rest would stay.
  const longestFirst = known.toSorted((one, other) => other.length - one.length)
  const unnamed = longestFirst.reduce((left, secret) => left.replaceAll(secret, '…'), beginningOf(text))
  return prompts.reduce(withoutEchoes, unnamed.replaceAll(secretLooks, '…')).slice(0, longestMessage)
}

/** Whole words only: a secret that is cut in half would not be recognized. */
function beginningOf(text: string): string {
  if (text.length <= longestPrompt) return text
  let end = longestPrompt
  while (end > 0 && /\S/.test(text.charAt(end - 1))) end -= 1
  return `${text.slice(0, end)}…`
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
