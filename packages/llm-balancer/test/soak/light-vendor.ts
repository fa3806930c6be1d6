import type { Clock, Random } from '@llm-balancer/core'
import type { Fetch } from '../../src/index.ts'
import { faults, refusal, streamChunks, wholeAnswer, wrongPrompt, type Fault } from './light-answers.ts'

/** What share of the calls of a host fail at a time, 0–1. */
export type FaultRate = (host: string, now: number) => number

/** Vendors of OpenAI's format without sockets and records, so that very many calls take little time. */
export class LightVendor {
  readonly #clock: Clock
  readonly #random: Random
  readonly #faultRate: FaultRate
  /** Calls that have not ended: their answer was neither read to its end, nor left, nor broken. */
  readonly open = new Set<object>()
  calls = 0

  constructor(clock: Clock, random: Random, faultRate: FaultRate) {
    this.#clock = clock
    this.#random = random
    this.#faultRate = faultRate
  }

  readonly fetch: Fetch = (url, { body, signal }) => {
    this.calls += 1
    const isFailing = this.#random() < this.#faultRate(new URL(url).hostname, this.#clock.now())
    const fault = isFailing ? faults[Math.floor(this.#random() * faults.length)] : undefined
    const call = new Call({
      sent: typeof body === 'string' ? body : '',
      fault,
      signal: signal ?? undefined,
      open: this.open,
    })
    const answerMs = 2 + this.#random() * 40
    if (!call.isSilent) call.end.push(this.#clock.schedule(call.answer, answerMs))
    return call.response
  }
}

interface CallOptions {
  readonly sent: string
  readonly fault: Fault | undefined
  readonly signal: AbortSignal | undefined
  readonly open: Set<object>
}

/** One call of a vendor, from its request to the end of its answer. */
class Call {
  readonly response: Promise<Response>
  /** What is done when it ends, however it ends. */
  readonly end: (() => void)[] = []
  readonly #options: CallOptions
  readonly #isStream: boolean
  #resolve: (response: Response) => void = () => {}
  /** Ends what the caller waits for: the response, later its body. */
  #break: (reason: unknown) => void = () => {}

  constructor(options: CallOptions) {
    const { sent, signal, open } = options
    this.#options = options
    this.#isStream = sent.includes('"stream":true')
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#break = reject
    })
    open.add(this)
    this.end.push(() => open.delete(this))
    if (signal === undefined) return
    const abort = (): void => {
      this.#end()
      this.#break(signal.reason)
    }
    signal.addEventListener('abort', abort)
    this.end.push(() => {
      signal.removeEventListener('abort', abort)
    })
  }

  /** True when its vendor never answers. */
  get isSilent(): boolean {
    const { fault } = this.#options
    return fault === 'silent' || (fault === 'stalled' && !this.#isStream)
  }

  readonly answer = (): void => {
    const { sent, fault } = this.#options
    const refused = sent.includes(wrongPrompt) ? refusal('wrong') : refusal(fault)
    if (refused === undefined && this.#isStream) {
      this.#resolve(this.#stream())
      return
    }
    this.#end()
    if (fault === 'unreachable')
      this.#break(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }))
    else this.#resolve(refused ?? wholeAnswer(fault))
  }

  #stream(): Response {
    const { fault } = this.#options
    const chunks = streamChunks(fault)
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#break = (reason) => {
            controller.error(reason)
          }
        },
        pull: (controller) => {
          const chunk = chunks.shift()
          if (chunk !== undefined) controller.enqueue(chunk)
          else if (fault === 'stalled') return new Promise<void>(() => {})
          else {
            this.#end()
            controller.close()
          }
          return undefined
        },
        cancel: () => {
          this.#end()
        },
      },
      { highWaterMark: 0 },
    )
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  }

  #end(): void {
    for (const then of this.end.splice(0)) then()
  }
}
