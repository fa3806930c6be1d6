import { readProperty } from '@llm-balancer/core/options'
import type { Attempt } from '@llm-balancer/core'
import { isContentPart } from '@llm-balancer/provider'
import type { ChatRequest, StreamPart } from '@llm-balancer/provider'
import type { ModelClient } from '../entries/model-client.ts'
import { leastEcho, Seam } from './seam.ts'
import { TextTokens } from './text-tokens.ts'

/** Parts that say nothing of what an answer consists of. */
export const asides: readonly string[] = ['stream-start', 'response-metadata', 'ping', 'raw', 'finish']

type Begin = (request: ChatRequest) => AsyncIterable<StreamPart>

/**
 * The text of an answer that may break, and how another model goes on with it: it is sent the conversation with that text as the
 * beginning of its own answer. Only plain text is continued, in its first block: a tool call or a thought has to begin anew.
 */
export class Continuation {
  /** Comes before the first content of an answer that continues. */
  readonly sign: StreamPart = { type: 'raw', rawValue: 'continued' }
  readonly #request: ChatRequest
  #text = ''
  #block: string | undefined
  #isOpen = false
  #isPlain = true
  readonly #tokens = new TextTokens()
  /** How many tokens the text took, as of the beginning of the present attempt. */
  #spent = 0

  constructor(request: ChatRequest) {
    this.#request = request
  }

  /** What the caller has. */
  get text(): string {
    return this.#text
  }

  /** The id of its block. */
  get block(): string | undefined {
    return this.#block
  }

  /** The same until the block ends. */
  get openBlock(): string | undefined {
    return this.#isOpen ? this.#block : undefined
  }

  /** What another model is sent of the text: not white space at its end, nor half of a character. */
  get #prefill(): string {
    return this.#text.replace(/[\uD800-\uDBFF]$/, '').trimEnd()
  }

  /** The caller is given a part. */
  note(part: StreamPart): void {
    if (asides.includes(part.type)) return
    if (part.type === 'text-delta' && part.id === this.#block) this.#text += part.delta
    else if (part.type === 'text-start' && this.#block === undefined && this.#text === '') {
      this.#block = part.id
      this.#isOpen = true
    } else {
      this.#isPlain = false
      if (part.type === 'text-end' && part.id === this.#block) this.#isOpen = false
    }
  }

  /** The caller is told that what was given no longer counts. */
  restart(): void {
    this.#text = ''
    this.#block = undefined
    this.#isPlain = true
    this.#tokens.restart()
  }

  /** An attempt begins, which is the handle that hears of it what it reports. */
  begin(attempt: Attempt): Attempt {
    if (attempt.resumes === undefined) {
      this.#spent = this.#tokens.of(this.#prefill)
      this.#tokens.begin(this.#text.length)
    }
    return {
      ...attempt,
      report: (facts) => {
        this.#tokens.hear(readProperty(facts, 'usage'))
        attempt.report(facts)
      },
    }
  }

  /** True when the text can be continued, and by this target. */
  isPossible({ takesPrefill }: ModelClient): boolean {
    if (!takesPrefill || !this.#isPlain || this.#block === undefined) return false
    // Of so short a text it could not be told whether the model repeats it or goes on from it.
    if (this.#prefill.length < leastEcho) return false
    const { reasoning, responseFormat, messages } = this.#request
    const isThinking = reasoning !== undefined && reasoning !== 'none'
    return !isThinking && responseFormat?.type !== 'json' && messages.at(-1)?.role !== 'assistant'
  }

  /**
   * Streams the rest of the answer, with {@link sign} before its first content. A model that refuses, or does not go on from what the
   * caller has, gives a whole answer, without the sign.
   */
  async *stream(begin: Begin, attempt: Attempt): AsyncGenerator<StreamPart, void, undefined> {
    const prefill = this.#prefill
    const { messages, maxOutputTokens: most } = this.#request
    const request = {
      ...this.#request,
      // What has come was generated as well.
      ...(most === undefined ? {} : { maxOutputTokens: Math.max(1, most - this.#spent) }),
      messages: [...messages, { role: 'assistant', content: prefill } as const],
    }
    const rest = new RestOfText(new Seam(prefill, this.#text.slice(prefill.length)))
    let isOpen = false
    try {
      for await (const part of begin(request))
        for (const out of rest.take(part)) {
          if (!isOpen && rest.isJoined && (isContentPart(out) || out.type === 'finish')) {
            attempt.report({ continues: true })
            yield this.sign
          }
          isOpen ||= isContentPart(out)
          yield out
        }
    } catch (error) {
      if (isOpen || readProperty(error, 'kind') !== 'bad-request') throw error
      yield* begin(this.#request)
    }
  }
}

/** The parts of an answer whose first text goes on from another one. */
class RestOfText {
  readonly #seam: Seam
  #block: string | undefined

  constructor(seam: Seam) {
    this.#seam = seam
  }

  get isJoined(): boolean {
    return this.#seam.state === 'joined'
  }

  take(part: StreamPart): readonly StreamPart[] {
    if (part.type === 'text-start') this.#block ??= part.id
    if (part.type === 'text-delta' && part.id === this.#block) return this.#say(part, part.delta)
    const isEnd = this.#seam.state === 'open' && !asides.includes(part.type) && part.type !== 'text-start'
    if (!isEnd && part.type !== 'finish') return [part]
    const id = this.#block ?? '0'
    const stop = part.type.startsWith('reasoning') ? 'pause' : 'end'
    const said = this.#say({ type: 'text-delta', id, delta: '' }, '', stop)
    if (this.#block !== undefined || said.length === 0) return [...said, part]
    return [{ type: 'text-start', id }, ...said, { type: 'text-end', id }, part]
  }

  #say(
    part: Extract<StreamPart, { readonly type: 'text-delta' }>,
    ...[text, stop]: readonly [text: string, stop?: 'pause' | 'end']
  ): readonly StreamPart[] {
    const before = this.#seam.state
    if (before === 'apart') return text === '' ? [] : [part]
    const delta = this.#seam.hear(text, stop)
    if (this.isJoined) return delta === '' ? [] : [{ ...part, delta }]
    return this.#seam.state === 'open' ? [] : [{ ...part, delta: this.#seam.whole }]
  }
}
