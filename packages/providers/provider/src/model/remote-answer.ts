import type { FailureKind, ResumableAnswer } from '@llm-balancer/core'
import { readProperty } from '@llm-balancer/core/options'
import type { HttpCall } from '../http/http-settings.ts'
import type { PartReader } from '../stream/part-reader.ts'
import type { ChatApi } from './chat-api.ts'

/** Kinds of refusals by which a vendor says that it has no such answer: nothing else was asked for. */
const goneKinds: ReadonlySet<unknown> = new Set<FailureKind>([
  'bad-request',
  'context-length',
  'content-policy',
  'foreign-state',
  'model-not-found',
])

/** An answer that its vendor makes to the end, also when its stream breaks, and what has been read of it. */
export class RemoteAnswer implements ResumableAnswer {
  readonly reader: PartReader
  readonly #api: ChatApi
  readonly #call: HttpCall
  #isGone = false

  constructor(api: ChatApi, reader: PartReader, { headers }: HttpCall) {
    this.reader = reader
    this.#api = api
    this.#call = { headers }
  }

  /** @throws TypeError for anything that no model has given */
  static from(value: unknown): RemoteAnswer {
    if (value instanceof RemoteAnswer) return value
    throw new TypeError('"resume" must be what "onResumable" was given')
  }

  get isOpen(): boolean {
    return !this.#isGone && this.reader.remote !== undefined
  }

  get position(): number {
    return this.reader.remote?.position ?? 0
  }

  /** The path of the rest. @throws ProviderError when there is none */
  get path(): string {
    const { remote } = this.reader
    if (remote === undefined || this.#isGone) throw this.#lost('the answer cannot be resumed any more')
    return remote.resumePath
  }

  cancel(): void {
    const { remote } = this.reader
    if (remote === undefined || this.#isGone) return
    this.#isGone = true
    void this.#api.http.tell(remote.cancelPath, this.#call)
  }

  /** What the vendor's refusal of the rest means: the request is the adapter's own, so that what it refuses is the answer. */
  refused(error: unknown): unknown {
    if (!goneKinds.has(readProperty(error, 'kind'))) return error
    this.#isGone = true
    const status = readProperty(error, 'status')
    const code = typeof status === 'number' ? ` (HTTP ${status})` : ''
    return this.#lost(`the vendor does not have the rest of the answer${code}`)
  }

  #lost(message: string): Error {
    return this.#api.http.failure('stream-interrupted', undefined, message)
  }
}
