import { BalancerClosedError } from '@llm-balancer/core'
import type { Balancer, Clock } from '@llm-balancer/core'
import { checkKnown } from '../config/check-known.ts'
import { checkDuration } from '../config/options.ts'
import type { ProviderEntry } from '../config/provider-entry.ts'
import type { ProviderRegistry } from '../config/provider-registry.ts'
import { speakAgainst } from '../guards/provider-circuit.ts'
import type { HealthCheckOptions } from '../llm-balancer.ts'
import { probeProvider } from './probe-provider.ts'

const defaultTimeoutMs = 5000

/** Limits of the vendor, of which a proof of life says nothing. */
const vendorLimits: readonly (string | undefined)[] = ['cooling: rate-limit', 'quarantined: quota']

/** What a {@link HealthChecker} works on. */
export type HealthCheckerParts = {
  readonly balancer: Balancer<ProviderEntry>
  readonly registry: ProviderRegistry
  readonly clock: Clock
}

/** Asks providers for a proof of life and acts on what it hears. */
export class HealthChecker {
  readonly #parts: HealthCheckerParts
  readonly #closing = new AbortController()

  constructor(parts: HealthCheckerParts) {
    this.#parts = parts
  }

  /** Asks all providers at once; gives who is well, by name. @throws the signal's reason, BalancerClosedError, or what is wrong with an option */
  async check(options: HealthCheckOptions): Promise<Record<string, boolean>> {
    checkKnown('healthCheck', options, ['timeoutMs', 'signal'])
    const { timeoutMs = defaultTimeoutMs, signal } = options
    checkDuration('timeoutMs', timeoutMs)
    signal?.throwIfAborted()
    if (this.#closing.signal.aborted) throw new BalancerClosedError()
    const { balancer, registry, clock } = this.#parts
    const ending = AbortSignal.any([this.#closing.signal, ...(signal === undefined ? [] : [signal])])
    const entries = balancer.targets().flatMap(({ id }) => registry.get(id) ?? [])
    const verdicts = await Promise.all(
      entries.map(async (entry): Promise<[string, boolean]> => {
        const isWell = await probeProvider(entry, { timeoutMs, clock, signal: ending })
        if (!ending.aborted) this.#judge(entry, isWell)
        return [entry.name, isWell]
      }),
    )
    signal?.throwIfAborted()
    return Object.fromEntries(verdicts)
  }

  /** Ends the running checks. */
  close(): void {
    this.#closing.abort()
  }

  #judge(entry: ProviderEntry, isWell: boolean): void {
    const { balancer, registry, clock } = this.#parts
    if (registry.get(entry.name) !== entry) return
    const target = balancer
      .snapshot()
      .targets.find(({ id, state }) => id === entry.name && state !== 'removing')
    if (!isWell) speakAgainst(entry.circuit, clock.now())
    else if (vendorLimits.includes(target?.reason)) entry.circuit.reset()
    else balancer.reinstateTarget(entry.name)
  }
}
