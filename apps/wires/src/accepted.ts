import type { Wire } from './wire.ts'

/** A difference that is as it should be. */
type Accepted = {
  readonly reader: string
  /** `surface/name`. */
  readonly wires: RegExp
  readonly difference: RegExp
  readonly reason: string
}

const table: readonly Accepted[] = [
  {
    reader: 'ai-sdk',
    wires: /^openai-compatible\/stream-error-field$/,
    difference: /^invalid-response≠context-length, scope target≠request$/,
    reason: 'the AI SDK drops the field of the event that holds the error',
  },
  {
    reader: 'ai-sdk',
    wires: /^google\/chat-safety$/,
    difference: /^usage\.output 0≠undefined$/,
    reason: 'the AI SDK counts tokens that are not reported as 0',
  },
  {
    reader: 'ai-sdk',
    wires: /^google\/(chat|stream)-prompt-blocked$/,
    difference: /^an answer, not content-policy$/,
    reason: 'an empty answer with the finish content-filter, which the balancer judges',
  },
  {
    reader: 'ai-sdk',
    wires: /^cohere\/stream-error-mid$/,
    difference: /^invalid-response≠server$/,
    reason: 'the AI SDK tells only that it does not know the event',
  },
  {
    reader: 'ai-sdk',
    wires: /^cohere\/timed-out$/,
    difference: /^an answer, not timeout$/,
    reason: 'an answer with an unknown finish, for the AI SDK',
  },
  {
    reader: 'ai-sdk',
    wires: /^together\/chat-eos$/,
    difference: /^finish other≠stop$/,
    reason: "the AI SDK's provider for compatible servers does not know the reason",
  },
  {
    reader: 'ai-sdk',
    wires: /^together\/stream-truncated$/,
    difference: /^invalid-response≠stream-interrupted$/,
    reason: 'a stream that is cut before its first content is empty; both blame the target',
  },
  {
    reader: 'ai-sdk',
    wires: /^openai\/old-function-call(-stream)?$/,
    difference: /^failed: invalid-response$/,
    reason: 'the AI SDK does not read the old form of calls, so the answer is empty',
  },
  {
    reader: 'ai-sdk',
    wires: /^openai-compatible\/(usage-in-the-choice|usage-in-every-chunk|counts-in-other-words)$/,
    difference: /^usage\.input (0|undefined)≠9, usage\.output (0|undefined)≠4$/,
    reason: 'the AI SDK looks for the usage in one place, under one name, and takes the last one',
  },
  {
    reader: 'ai-sdk',
    wires:
      /^(openai-compatible\/(comments-between|scalars-for-text|whole-answer-to-a-stream|counts-as-texts)|anthropic\/unknown-event)$/,
    difference: /^failed: invalid-response$/,
    reason: 'the AI SDK refuses what its schemas do not know; the next target is asked',
  },
  {
    reader: 'bridge',
    wires: /^cohere\/stream-done-in-text$/,
    difference: /^text "", finish undefined≠stop, usage/,
    reason: "Cohere's SDK stops reading at its end mark, also inside a text",
  },
  {
    reader: 'bridge',
    wires: /^mistral\/(reasoning-stream|thinking-in-parts)$/,
    difference: /^text /,
    reason:
      "Mistral's thoughts come in parts, which OpenAI's SDK does not know; the translating bridge translates them",
  },
]

/** The rows that no difference has used: what they accept does not happen any more. */
export function unusedRows(used: ReadonlySet<string>): string[] {
  return table.map(({ reason }) => reason).filter((reason) => !used.has(reason))
}

/** Why a difference is accepted; undefined when it is not. */
export function accepted({ surface, name }: Wire, reader: string, difference: string): string | undefined {
  return table.find(
    (row) => row.reader === reader && row.wires.test(`${surface}/${name}`) && row.difference.test(difference),
  )?.reason
}
