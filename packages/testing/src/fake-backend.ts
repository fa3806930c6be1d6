import { decoded } from '@llm-balancer/provider'
import { checkFunction, nearestWord } from '@llm-balancer/core/options'
import { seededRandom, type Clock } from '@llm-balancer/core/time'
import { Accounts } from './accounts.ts'
import type { FakeSettings, TargetSetup } from './fake-llm-options.ts'
import { FakeTargetState } from './fake-target-state.ts'
import { hash } from './hash.ts'
import { planRequest } from './plan-request.ts'
import { play, type Plan } from './plan.ts'
import { RequestRecord, type IncomingCall, type RecordedRequest } from './record.ts'
import { situationOf } from './situation.ts'
import type { Wire } from './wire/wire.ts'

type Waiter = {
  readonly isMet: () => boolean
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/** The targets of a fake, their requests and answers. Requests reach it by a socket or by a `fetch` of its own. */
export class FakeBackend {
  /** The address of the fake, without a slash at its end. */
  origin: string
  readonly requests: RequestRecord[] = []
  readonly #targets: ReadonlyMap<string, FakeTargetState>
  readonly #clock: Clock
  readonly #seed: number
  readonly #history: number
  readonly #accounts = new Accounts()
  readonly #open = new Set<Wire>()
  readonly #waiters = new Set<Waiter>()
  #received = 0
  #closed = false

  constructor({ targets, seed, history, clock }: FakeSettings, origin: string) {
    this.origin = origin
    this.#seed = seed
    this.#history = history
    this.#clock = clock
    this.#targets = new Map(targets.map((setup) => [setup.id, this.#create(setup)]))
  }

  /** The target of an id. @throws TypeError for an unknown id */
  target(id: string): FakeTargetState {
    const target = this.#targets.get(id)
    if (target !== undefined) return target
    const ids = [...this.#targets.keys()]
    const nearest = nearestWord(id, ids)
    const hint = nearest === undefined ? '; ' : `, did you mean "${nearest}"? `
    throw new TypeError(`unknown target "${id}"${hint}known targets are ${ids.join(', ')}`)
  }

  /** Serves one request. */
  handle(call: IncomingCall, wire: Wire): void {
    this.#received += 1
    const target = this.#targets.get(targetIdIn(call.path))
    const now = this.#clock.now()
    const record = new RequestRecord(call, { number: this.#received, targetId: target?.id, startedAt: now })
    this.#remember(record)
    target?.began()
    const plan = this.#closed
      ? refuse
      : target === undefined
        ? noTarget
        : planRequest(
            situationOf(target, record, {
              ...{ now, random: this.#randomOf(target), accounts: this.#accounts },
            }),
          )
    this.#open.add(wire)
    void this.#serve({ plan, wire, record, target })
    this.#changed()
  }

  /** See `FakeLLM.until`. */
  until(condition: (requests: readonly RecordedRequest[]) => boolean): Promise<void> {
    checkFunction('condition', condition, 'until')
    if (condition(this.requests)) return Promise.resolve()
    return new Promise((resolve, reject) => {
      this.#waiters.add({ isMet: () => condition(this.requests), resolve, reject })
    })
  }

  /** Cuts running responses, and refuses later requests. */
  close(): void {
    this.#closed = true
    for (const wire of this.#open) {
      wire.departure.leave('server-closed')
      wire.cut('reset')
    }
    for (const { reject } of this.#waiters)
      reject(new Error('the fake was closed before the condition was met'))
    this.#waiters.clear()
  }

  async #serve(exchange: {
    plan: Plan
    wire: Wire
    record: RequestRecord
    target: FakeTargetState | undefined
  }): Promise<void> {
    const { plan, wire, record, target } = exchange
    await play(plan, wire, { clock: this.#clock, record })
    record.endedAt = this.#clock.now()
    this.#open.delete(wire)
    target?.ended(record)
    this.#changed()
  }

  #create({ id, given, settings }: TargetSetup): FakeTargetState {
    const { format } = settings
    return new FakeTargetState({
      ...{ id, format, given, settings },
      url: () => `${this.origin}/${encodeURIComponent(id)}${format.basePath}`,
      requests: () => this.requests,
    })
  }

  /** Each request of a target has random numbers of its own, so that concurrent ones do not disturb each other. */
  #randomOf(target: FakeTargetState): () => number {
    return seededRandom(hash(target.id, this.#seed) + Math.imul(target.stats.requests, 0x9e3779b9))
  }

  #remember(record: RequestRecord): void {
    if (this.#history === 0) return
    if (this.requests.length >= this.#history) this.requests.shift()
    this.requests.push(record)
  }

  #changed(): void {
    for (const waiter of this.#waiters) {
      if (!waiter.isMet()) continue
      this.#waiters.delete(waiter)
      waiter.resolve()
    }
  }
}

const refuse: Plan = { fault: 'closed', delayMs: 0, pieces: [], then: 'reset' }

const noTarget: Plan = {
  fault: 'unknown-path',
  delayMs: 0,
  head: { status: 404, headers: { 'content-type': 'application/json' } },
  pieces: ['{"error":{"message":"no target of the fake has this path"}}'],
  then: 'end',
}

function targetIdIn(path: string): string {
  return decoded(/^\/([^/?]*)/.exec(path)?.[1] ?? '')
}
