import { createBalancer, failover, type BalancedStream, type Balancer } from '@llm-balancer/core'
import { hasMethods, readOptions, readProperty, type OptionTable } from '@llm-balancer/core/options'
import { mapBatches } from '@llm-balancer/core/streams'
import { systemClock, type Clock } from '@llm-balancer/core/time'
import { checkClock } from '../common-options.ts'
import { judgeTry, LoadBalancerFailoverError, toThrownError } from './failures.ts'
import { HostProvider } from './host-provider.ts'
import { Member, usageOf } from './member.ts'
import { readConfig, readSettings } from './settings.ts'
import type { ExtendedLoadBalancerStats, FailoverSettings, GenerateChatOptions, SubProfile } from './types.ts'
import type { LoadBalancingProviderConfig, LoadBalancingProviderOptions, ProviderManager } from './types.ts'

const table: OptionTable<LoadBalancingProviderOptions> = { clock: [checkClock, systemClock] }

/** The tag of members that are not slow: no name, since a word that is a member's name means that member alone. */
const fast = '\u0000fast'

/**
 * A provider of the host over several others: each request goes to one of the members, by its strategy. `Content` is what the
 * host's chats are made of; it is passed through as it is.
 *
 * The core goes round the members, makes the tries, waits between them, holds the first chunk back, keeps the time, counts, and closes
 * what is left.
 */
export class LoadBalancingProvider<Content = unknown, Model = unknown> extends HostProvider<Content, Model> {
  readonly #config: LoadBalancingProviderConfig
  readonly #clock: Clock
  readonly #members: ReadonlyMap<string, Member>
  readonly #balancer: Balancer<Member>
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
    const members = config.subProfiles.map((profile) => new Member(profile, settings, clock))
    this.#members = new Map(members.map((member) => [member.profile.name, member]))
    this.#balancer = createBalancer<Member>({
      targets: members.map((member) => ({ id: member.profile.name, client: member, guards: [member] })),
      retry: {
        ...{ attemptsPerTarget: Infinity, maxAttempts: Infinity, maxWaitMs: Infinity },
        ...{ backoff: () => this.#settings.failover_retry_delay_ms, waitForBlocked: false, budget: false },
      },
      timeouts: { attemptMs: Infinity, firstContentMs: Infinity, idleMs: Infinity },
      cooling: { quarantineMs: 0 },
      classify: (error, { target }) => judgeTry(error, target.id, this.#settings),
      clock,
    })
    this.#balancer.on(config.strategy === 'failover' ? 'stream-committed' : 'attempt-started', (event) => {
      this.#served[event.targetId] = (this.#served[event.targetId] ?? 0) + 1
      this.#lastServed = event.targetId
    })
    this.resetFailoverIndex()
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
      stream = this.#balancer.stream((member) => this.askMember(member.profile, request), {
        pin: this.#config.strategy === 'failover' ? undefined : this.selectNextSubProfile().name,
        ...{ prefer: fast, timeouts: { firstContentMs: this.#settings.timeout_ms } },
        ...{ signal: request.invocation?.signal, usageOf, partial: false, unreadMs: Infinity },
      })
      return stream
    }
    return mapBatches(open, {
      mapError: (error) => {
        const thrown = toThrownError(error, stream?.attempts ?? [], { ...this.#config, ...this.#settings })
        if (LoadBalancerFailoverError.isInstance(thrown)) this.resetFailoverIndex()
        return thrown
      },
    })
  }

  /** What was counted, as a copy. */
  getStats(): ExtendedLoadBalancerStats {
    const stats: ExtendedLoadBalancerStats = {
      profileName: this.#config.profileName,
      totalRequests: Object.values(this.#served).reduce((sum, count) => sum + count, 0),
      lastSelected: this.#lastServed,
      profileCounts: { ...this.#served },
      ...{ backendMetrics: {}, circuitBreakerStates: {}, currentTPM: {} },
    }
    for (const counted of this.#balancer.snapshot().targets)
      this.#members.get(counted.id)?.addTo(stats, counted, this.#clock.now())
    return stats
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
    const { failover_failback_after_ms: failbackAfterMs } = this.#settings
    const isRound = this.#config.strategy === 'failover'
    this.#balancer.updateSettings({ strategy: failover(isRound ? { round: true, failbackAfterMs } : {}) })
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
      this.#balancer.updateTarget(name, { maxAttempts, tags })
    }
  }
}

/** True for a profile of a load balancer: of type `loadbalancer`, with a list of names of profiles. */
export function isLoadBalancerProfileFormat(profile: unknown): boolean {
  const names = readProperty(profile, 'profiles')
  const isList = Array.isArray(names) && names.every((name) => typeof name === 'string')
  return isList && readProperty(profile, 'type') === 'loadbalancer'
}
