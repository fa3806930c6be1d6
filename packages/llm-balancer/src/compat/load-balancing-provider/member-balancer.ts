import { AllTargetsFailedError, createBalancer, failover, NoTargetAvailableError } from '@llm-balancer/core'
import type {
  BalancedStream,
  Balancer,
  BalancerEvent,
  StreamOptions,
  TargetSnapshot,
} from '@llm-balancer/core'
import { defined } from '@llm-balancer/core/options'
import { mapBatches } from '@llm-balancer/core/streams'
import type { Clock } from '@llm-balancer/core/time'
import { delegateOptions } from './delegate-options.ts'
import { FailoverIndex } from './failover-index.ts'
import { judgeTry, toThrownError } from './failures.ts'
import { Member, usageOf } from './member.ts'
import { mostTries, readSettings, type FailoverSettings } from './settings.ts'
import type { ExtendedLoadBalancerStats, GenerateChatOptions, SubProfile } from './types.ts'
import type { LoadBalancingProviderConfig, ProviderManager } from './types.ts'

type Circuits = ExtendedLoadBalancerStats['circuitBreakerStates']

/** Which members a request may try. */
type Choice = Pick<StreamOptions<unknown>, 'pin' | 'only' | 'maxAttempts' | 'timeouts'>

/** Any other event would be made for nothing. */
const heard = [
  'stream-committed',
  'attempt-succeeded',
  'attempt-failed',
  'attempt-neutral',
  'run-failed',
] as const

const allOpen =
  'All backends are currently unhealthy (circuit breakers open). Please wait for recovery or check backend configurations.'

/**
 * The members behind one balancer of the core. Which member a request tries is decided here, by the document; the core makes the
 * tries, waits between them, holds the first chunk back, keeps the time, counts, and closes what is left.
 */
export class MemberBalancer<Content> {
  readonly index: FailoverIndex
  readonly #members: ReadonlyMap<string, Member>
  /** How many requests each member served, or with round robin was chosen for. */
  readonly #served = new Map<string, number>()
  #lastServed: string | null = null
  readonly #config: LoadBalancingProviderConfig
  readonly #manager: ProviderManager<Content>
  readonly #clock: Clock
  readonly #balancer: Balancer<SubProfile>
  readonly #isFailover: boolean
  #retryCount = 1
  #turn = 0

  constructor(config: LoadBalancingProviderConfig, manager: ProviderManager<Content>, clock: Clock) {
    const { subProfiles, strategy } = config
    const settings = (): FailoverSettings => this.settings
    this.index = new FailoverIndex(subProfiles.length)
    this.#members = new Map(subProfiles.map(({ name }) => [name, new Member(settings, clock)]))
    this.#config = config
    this.#manager = manager
    this.#clock = clock
    this.#isFailover = strategy === 'failover'
    this.#balancer = createBalancer<SubProfile>({
      targets: subProfiles.map((profile) => ({ id: profile.name, client: profile, maxAttempts: 1 })),
      strategy: failover(),
      retry: {
        ...{ attemptsPerTarget: mostTries, backoff: () => settings().retryDelayMs },
        ...{ maxWaitMs: Infinity, waitForBlocked: false, budget: false },
      },
      timeouts: { attemptMs: Infinity, firstContentMs: Infinity, idleMs: Infinity },
      cooling: { quarantineMs: 0 },
      guards: ({ id }) => (this.#isFailover ? [this.#memberOf(id)] : []),
      classify: (error, { target }) => {
        if (this.#isFailover) this.#memberOf(target.id).failedWith = error
        return judgeTry(error, target.id, settings())
      },
      clock,
    })
    for (const type of heard)
      this.#balancer.on(type, (event) => {
        this.#note(event)
      })
  }

  get settings(): FailoverSettings {
    return readSettings(this.#config.lbProfileEphemeralSettings)
  }

  /** What was counted, as a copy. */
  stats(): ExtendedLoadBalancerStats {
    const now = this.#clock.now()
    const { targets } = this.#balancer.snapshot()
    const ofEach = <Value>(fact: (member: Member, counted: TargetSnapshot) => Value): Record<string, Value> =>
      Object.fromEntries(targets.map((counted) => [counted.id, fact(this.#memberOf(counted.id), counted)]))
    return {
      profileName: this.#config.profileName,
      totalRequests: [...this.#served.values()].reduce((sum, count) => sum + count, 0),
      lastSelected: this.#lastServed,
      profileCounts: Object.fromEntries(this.#served),
      backendMetrics: ofEach((member, counted) => member.metricsOf(counted)),
      circuitBreakerStates: defined(ofEach((member) => member.circuitState())) as Circuits,
      currentTPM: ofEach((member) => member.tokensPerMinute(now)),
    }
  }

  /** Forgets how requests were spread. */
  resetStats(): void {
    this.#served.clear()
    this.#lastServed = null
  }

  /** The place of the member where the next request begins. */
  failoverIndex(): number {
    return this.index.at(this.#clock.now(), this.settings.failbackAfterMs)
  }

  /** The member whose turn it is; then it is the next one's. */
  takeTurn(): SubProfile {
    const { subProfiles } = this.#config
    const profile = subProfiles[this.#turn]
    if (profile === undefined) throw new RangeError('there are no members')
    this.#turn = (this.#turn + 1) % subProfiles.length
    return profile
  }

  /** The answer of the member that serves. The request is made when the first chunk is read. */
  stream(request: GenerateChatOptions<Content>): AsyncIterableIterator<Content> {
    const { profileName } = this.#config
    const tried = new Set<string>()
    let stream: BalancedStream<Content> | undefined
    let timeoutMs = 0
    const open = (): BalancedStream<Content> => {
      const { settings } = this
      timeoutMs = settings.timeoutMs
      stream = this.#balancer.stream(
        (member) => {
          tried.add(member.name)
          return this.#ask(member, request)
        },
        {
          ...(this.#isFailover ? this.#goRound(settings, tried) : this.#choose()),
          ...{ signal: request.invocation?.signal, usageOf, partial: false, unreadMs: Infinity },
        },
      )
      return stream
    }
    return mapBatches(open, {
      map: (chunks) => chunks,
      mapError: (error) => {
        if (NoTargetAvailableError.isInstance(error)) return new NoTargetAvailableError(allOpen, error)
        return toThrownError(error, { profileName, timeoutMs, records: stream?.attempts ?? [] })
      },
    })
  }

  #choose(): Choice {
    const { name } = this.takeTurn()
    this.#serve(name)
    return { pin: name, maxAttempts: 1 }
  }

  /** Each member once, round the list, without those whose circuit is open; slow ones last. */
  #goRound(settings: FailoverSettings, tried: ReadonlySet<string>): Choice {
    const { retryCount, timeoutMs, failbackAfterMs, minTokensPerMinute } = settings
    if (retryCount !== this.#retryCount)
      for (const id of this.#members.keys()) this.#balancer.updateTarget(id, { maxAttempts: retryCount })
    this.#retryCount = retryCount
    const now = this.#clock.now()
    const names = [...this.#members.keys()]
    const first = this.index.begin(now, failbackAfterMs)
    const round = [...names.slice(first), ...names.slice(0, first)]
    const isSlow = (name: string): boolean => {
      const rate = this.#memberOf(name).tokensPerMinute(now)
      return rate > 0 && rate < minTokensPerMinute
    }
    const order = round.toSorted((one, other) => Number(isSlow(one)) - Number(isSlow(other)))
    const mayBeNext = (name: string): boolean =>
      !tried.has(name) && this.#memberOf(name).availableAt(this.#clock.now()) <= this.#clock.now()
    return {
      // When none is next, all of them tell why.
      only: ({ id }) => tried.has(id) || (order.find(mayBeNext) ?? id) === id,
      maxAttempts: retryCount * names.length,
      timeouts: { firstContentMs: timeoutMs },
    }
  }

  #ask(member: SubProfile, request: GenerateChatOptions<Content>): AsyncIterable<Content> {
    const { name, providerName } = member
    const provider = this.#manager.getProviderByName(providerName)
    if (provider === undefined)
      throw new Error(`Provider "${providerName}" not found for sub-profile "${name}"`)
    const { lbProfileEphemeralSettings } = this.#config
    return provider.generateChatCompletion(delegateOptions(request, member, lbProfileEphemeralSettings))
  }

  #serve(name: string): void {
    this.#served.set(name, (this.#served.get(name) ?? 0) + 1)
    this.#lastServed = name
  }

  #note(event: Extract<BalancerEvent, { readonly type: (typeof heard)[number] }>): void {
    const isTried = 'outcome' in event
    if (isTried) this.#memberOf(event.targetId).noteEnd(event)
    if (!this.#isFailover) return
    if (event.type === 'stream-committed') this.#serve(event.targetId)
    if (event.type === 'run-failed' && AllTargetsFailedError.isInstance(event.error))
      this.index.move(0, event)
    const place = isTried ? [...this.#members.keys()].indexOf(event.targetId) : 0
    if (event.type === 'attempt-failed') this.index.failed(place, event)
    if (event.type === 'attempt-succeeded') this.index.move(place, event)
  }

  #memberOf(name: string): Member {
    const member = this.#members.get(name)
    if (member === undefined) throw new RangeError(`there is no member "${name}"`)
    return member
  }
}
