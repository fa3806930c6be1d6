import { AllTargetsFailedError, createBalancer, failover, NoTargetAvailableError } from '@llm-balancer/core'
import type { BalancedStream, Balancer, BalancerEvent, StreamOptions } from '@llm-balancer/core'
import type { TargetSnapshot } from '@llm-balancer/core'
import { defined, hasMethods, readOptions, readProperty, type OptionTable } from '@llm-balancer/core/options'
import { mapBatches } from '@llm-balancer/core/streams'
import { systemClock, type Clock } from '@llm-balancer/core/time'
import { isSameData } from '../../options/same-data.ts'
import { checkClock } from '../common-options.ts'
import { FailoverIndex } from './failover-index.ts'
import { judgeTry, toThrownError } from './failures.ts'
import { Member, usageOf } from './member.ts'
import { MembersProvider } from './members-provider.ts'
import { mostTries, readConfig, readSettings } from './settings.ts'
import type { ExtendedLoadBalancerStats, FailoverSettings, GenerateChatOptions, IProvider } from './types.ts'
import type { LoadBalancingProviderConfig, LoadBalancingProviderOptions } from './types.ts'
import type { ProviderManager, SubProfile } from './types.ts'

const table: OptionTable<LoadBalancingProviderOptions> = { clock: [checkClock, systemClock] }

type Circuits = ExtendedLoadBalancerStats['circuitBreakerStates']

/** Which members a request may try. */
type Choice = Pick<StreamOptions<unknown>, 'pin' | 'only' | 'maxAttempts' | 'timeouts'>

/** Any other event would be made for nothing. */
const heard = [
  ...(['stream-committed', 'attempt-succeeded', 'attempt-failed'] as const),
  ...(['attempt-neutral', 'run-failed'] as const),
]

const allOpen =
  'All backends are currently unhealthy (circuit breakers open). Please wait for recovery or check backend configurations.'

/**
 * A provider of the host over several others: each request goes to one of the members, by its strategy. `Content` is what the
 * host's chats are made of; it is passed through as it is.
 *
 * Which member a request tries is decided here, by the document; the core makes the tries, waits between them, holds the first chunk
 * back, keeps the time, counts, and closes what is left.
 */
export class LoadBalancingProvider<Content = unknown, Model = unknown>
  extends MembersProvider<Content, Model>
  implements IProvider<Content, Model>
{
  readonly #config: LoadBalancingProviderConfig
  readonly #clock: Clock
  readonly #members: ReadonlyMap<string, Member>
  readonly #balancer: Balancer<SubProfile>
  readonly #index = new FailoverIndex()
  #settings: FailoverSettings
  /** How many requests each member served, or with round robin was chosen for. */
  #served: Record<string, number> = {}
  #lastServed: string | null = null
  #turn = 0

  /** @throws TypeError or RangeError naming what is wrong */
  constructor(
    given: LoadBalancingProviderConfig,
    providerManager: ProviderManager<Content, Model>,
    options: LoadBalancingProviderOptions = {},
  ) {
    hasMethods('getProviderByName')('providerManager', providerManager, 'LoadBalancingProvider')
    const { clock = systemClock } = readOptions('LoadBalancingProvider', options, table)
    const config = readConfig(given)
    super(config, providerManager)
    this.#config = config
    this.#clock = clock
    this.#settings = readSettings(config)
    const settings = (): FailoverSettings => this.#settings
    this.#members = new Map(config.subProfiles.map(({ name }) => [name, new Member(settings, clock)]))
    this.#balancer = createBalancer<SubProfile>({
      targets: config.subProfiles.map((profile) => ({ id: profile.name, client: profile })),
      strategy: failover(),
      retry: {
        ...{ attemptsPerTarget: mostTries, backoff: () => this.#settings.failover_retry_delay_ms },
        ...{ maxWaitMs: Infinity, waitForBlocked: false, budget: false },
      },
      timeouts: { attemptMs: Infinity, firstContentMs: Infinity, idleMs: Infinity },
      cooling: { quarantineMs: 0 },
      classify: (error, { target }) => judgeTry(error, target.id, this.#settings),
      clock,
    })
    this.#takeUp(this.#settings)
    for (const type of heard)
      this.#balancer.on(type, (event) => {
        this.#note(event)
      })
  }

  /** The member whose turn it is; then it is the next one's. */
  selectNextSubProfile(): SubProfile {
    const { subProfiles } = this.#config
    const profile = subProfiles[this.#turn]
    if (profile === undefined) throw new RangeError('there are no members')
    this.#turn = (this.#turn + 1) % subProfiles.length
    return profile
  }

  /**
   * Asks one member, or one after the other, when the first chunk is read. After it nothing is mixed: what fails then is thrown.
   *
   * @throws the member's own error; with failover a LoadBalancerFailoverError when all members have failed, and a
   *   NoTargetAvailableError when all circuits are open
   */
  generateChatCompletion(options: GenerateChatOptions<Content>): AsyncIterableIterator<Content>
  generateChatCompletion(content: Content[], tools?: unknown): AsyncIterableIterator<Content>
  generateChatCompletion(
    given: GenerateChatOptions<Content> | Content[],
    tools?: unknown,
  ): AsyncIterableIterator<Content> {
    const request = Array.isArray(given) ? { contents: given, tools } : given
    let stream: BalancedStream<Content> | undefined
    const tried = (name: string): boolean =>
      stream?.attempts.some(({ targetId }) => targetId === name) === true
    const open = (): BalancedStream<Content> => {
      const choice = this.#config.strategy === 'failover' ? this.#goRound(tried) : this.#choose()
      const { signal } = request.invocation ?? {}
      const options = { ...choice, signal, usageOf, partial: false, unreadMs: Infinity } as const
      stream = this.#balancer.stream((member) => this.askMember(member, request), options)
      return stream
    }
    return mapBatches(open, {
      map: (chunks) => chunks,
      mapError: (error) => {
        if (NoTargetAvailableError.isInstance(error)) return new NoTargetAvailableError(allOpen, error)
        const { profileName } = this.#config
        return toThrownError(error, stream?.attempts ?? [], { profileName, ...this.#settings })
      },
    })
  }

  /** What was counted, as a copy. */
  getStats(): ExtendedLoadBalancerStats {
    const now = this.#clock.now()
    const { targets } = this.#balancer.snapshot()
    const ofEach = <Value>(fact: (member: Member, counted: TargetSnapshot) => Value): Record<string, Value> =>
      Object.fromEntries(targets.map((counted) => [counted.id, fact(this.#memberOf(counted.id), counted)]))
    const circuits = ofEach((member, { failures }) =>
      this.#hasCircuits && failures > 0 ? member.circuitState() : undefined,
    )
    return {
      profileName: this.#config.profileName,
      totalRequests: Object.values(this.#served).reduce((sum, count) => sum + count, 0),
      lastSelected: this.#lastServed,
      profileCounts: { ...this.#served },
      backendMetrics: ofEach((member, counted) => member.metricsOf(counted)),
      circuitBreakerStates: defined(circuits) as Circuits,
      currentTPM: ofEach((member) => member.tokensPerMinute(now)),
    }
  }

  /** Forgets how requests were spread. What is known of each member, and whose turn it is, stays. */
  resetStats(): void {
    this.#served = {}
    this.#lastServed = null
  }

  /** The place of the member where the next request begins with failover. */
  getCurrentFailoverIndex(): number {
    return this.#index.at(this.#clock.now(), readSettings(this.#config).failover_failback_after_ms)
  }

  /** Lets the next request begin at the first member. */
  resetFailoverIndex(): void {
    this.#index.reset()
  }

  #choose(): Choice {
    const { name } = this.selectNextSubProfile()
    this.#serve(name)
    return { pin: name, maxAttempts: 1 }
  }

  /** Each member once, round the list, without those whose circuit is open; slow ones last. */
  #goRound(isTried: (name: string) => boolean): Choice {
    const settings = readSettings(this.#config)
    if (!isSameData(settings, this.#settings)) this.#takeUp(settings)
    const now = this.#clock.now()
    const names = [...this.#members.keys()]
    const first = this.#index.begin(now, settings.failover_failback_after_ms)
    const round = [...names.slice(first), ...names.slice(0, first)]
    const isSlow = (name: string): boolean => {
      const rate = this.#memberOf(name).tokensPerMinute(now)
      return rate > 0 && rate < settings.tpm_threshold
    }
    const order = round.toSorted((one, other) => Number(isSlow(one)) - Number(isSlow(other)))
    const isOpen = (name: string): boolean =>
      this.#hasCircuits && this.#memberOf(name).isOpen(this.#clock.now())
    return {
      // When none is next, all of them tell why.
      only: ({ id }) => isTried(id) || (order.find((name) => !isTried(name) && !isOpen(name)) ?? id) === id,
      maxAttempts: settings.failover_retry_count * order.length,
      timeouts: { firstContentMs: settings.timeout_ms },
    }
  }

  /** With failover, where the host has enabled them. */
  get #hasCircuits(): boolean {
    return this.#config.strategy === 'failover' && this.#settings.circuit_breaker_enabled
  }

  /** The settings of the host are others now. */
  #takeUp(settings: FailoverSettings): void {
    this.#settings = settings
    const maxAttempts = settings.failover_retry_count
    for (const [name, { guard }] of this.#members)
      this.#balancer.updateTarget(name, { maxAttempts, guards: this.#hasCircuits ? [guard] : [] })
  }

  #serve(name: string): void {
    this.#served[name] = (this.#served[name] ?? 0) + 1
    this.#lastServed = name
  }

  #note(event: Extract<BalancerEvent, { readonly type: (typeof heard)[number] }>): void {
    const place = 'targetId' in event ? [...this.#members.keys()].indexOf(event.targetId) : 0
    if ('outcome' in event) this.#memberOf(event.targetId).noteEnd(event)
    if (this.#config.strategy !== 'failover') return
    if (event.type === 'stream-committed') this.#serve(event.targetId)
    if (event.type === 'attempt-succeeded') this.#index.move(place, event)
    if (event.type === 'attempt-failed') this.#index.move((place + 1) % this.#members.size, event)
    if (event.type === 'run-failed' && AllTargetsFailedError.isInstance(event.error))
      this.#index.move(0, event)
  }

  #memberOf(name: string): Member {
    const member = this.#members.get(name)
    if (member === undefined) throw new RangeError(`there is no member "${name}"`)
    return member
  }
}

/** True for a profile of a load balancer: of type `loadbalancer`, with a list of names of profiles. */
export function isLoadBalancerProfileFormat(profile: unknown): boolean {
  const names = readProperty(profile, 'profiles')
  const isList = Array.isArray(names) && names.every((name) => typeof name === 'string')
  return isList && readProperty(profile, 'type') === 'loadbalancer'
}
