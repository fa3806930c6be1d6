import { AllTargetsFailedError, createBalancer, failover, NoTargetAvailableError } from '@llm-balancer/core'
import type { BalancedStream, Balancer, Strategy, StreamOptions, TargetSnapshot } from '@llm-balancer/core'
import { defined, hasMethods, readOptions, readProperty, type OptionTable } from '@llm-balancer/core/options'
import { mapBatches } from '@llm-balancer/core/streams'
import { systemClock, type Clock } from '@llm-balancer/core/time'
import { isSameData } from '../../options/same-data.ts'
import { checkClock } from '../common-options.ts'
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
type Choice = Pick<StreamOptions<unknown>, 'pin' | 'prefer' | 'maxAttempts' | 'timeouts'>

/** The tag of members that are not slow: no name, since a word that is a member's name means that member alone. */
const fast = '\u0000fast'

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
      strategy: this.#newStrategy(),
      retry: {
        ...{ attemptsPerTarget: mostTries, backoff: () => this.#settings.failover_retry_delay_ms },
        ...{ maxWaitMs: Infinity, waitForBlocked: false, budget: false },
      },
      timeouts: { attemptMs: Infinity, firstContentMs: Infinity, idleMs: Infinity },
      cooling: { quarantineMs: 0 },
      classify: (error, { target }) => judgeTry(error, target.id, this.#settings),
      clock,
    })
    this.#takeUp()
    for (const type of ['attempt-succeeded', 'attempt-failed', 'attempt-neutral'] as const)
      this.#balancer.on(type, (event) => {
        this.#memberOf(event.targetId).noteEnd(event)
      })
    if (config.strategy === 'failover') this.#follow()
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
    const open = (): BalancedStream<Content> => {
      this.#takeUp()
      const choice = this.#config.strategy === 'failover' ? this.#goRound() : this.#choose()
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
    const loads = this.#balancer.snapshot().targets.map(({ load = 0 }) => load)
    return loads.indexOf(Math.min(...loads))
  }

  /** Lets the next request begin at the first member. */
  resetFailoverIndex(): void {
    this.#balancer.updateSettings({ strategy: this.#newStrategy() })
  }

  #choose(): Choice {
    const { name } = this.selectNextSubProfile()
    this.#serve(name)
    return { pin: name, maxAttempts: 1 }
  }

  /** Each member once, round the list, without those whose circuit is open; slow ones last. */
  #goRound(): Choice {
    const { failover_retry_count, timeout_ms: firstContentMs } = this.#settings
    const maxAttempts = failover_retry_count * this.#members.size
    return { prefer: fast, maxAttempts, timeouts: { firstContentMs } }
  }

  /** With failover, where the host has enabled them. */
  get #hasCircuits(): boolean {
    return this.#config.strategy === 'failover' && this.#settings.circuit_breaker_enabled
  }

  #newStrategy(): Strategy {
    const { failover_failback_after_ms: failbackAfterMs } = this.#settings
    return failover(this.#config.strategy === 'failover' ? { round: true, failbackAfterMs } : {})
  }

  /** Takes up what the settings of the host say now, and which members are slow. */
  #takeUp(): void {
    const before = this.#settings
    this.#settings = readSettings(this.#config)
    const { failover_retry_count: maxAttempts, tpm_threshold, failover_failback_after_ms } = this.#settings
    if (failover_failback_after_ms !== before.failover_failback_after_ms) this.resetFailoverIndex()
    for (const [name, member] of this.#members) {
      const rate = member.tokensPerMinute(this.#clock.now())
      const tags = rate > 0 && rate < tpm_threshold ? [] : [fast]
      const update = { maxAttempts, tags, guards: this.#hasCircuits ? [member.guard] : [] }
      if (!isSameData(update, member.given)) this.#balancer.updateTarget(name, update)
      member.given = update
    }
  }

  #serve(name: string): void {
    this.#served[name] = (this.#served[name] ?? 0) + 1
    this.#lastServed = name
  }

  /** Hears who serves, and when all have failed. */
  #follow(): void {
    this.#balancer.on('stream-committed', ({ targetId }) => {
      this.#serve(targetId)
    })
    this.#balancer.on('run-failed', ({ error }) => {
      if (AllTargetsFailedError.isInstance(error)) this.resetFailoverIndex()
    })
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
