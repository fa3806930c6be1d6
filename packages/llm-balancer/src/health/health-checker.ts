import { BalancerClosedError } from '@llm-balancer/core'
import type { Balancer, Clock } from '@llm-balancer/core'
import { checkSignal, positive, readOptions, type OptionTable } from '@llm-balancer/core/options'
import type { EntryTarget } from '../entries/entry-target.ts'
import type { ProviderEntry } from '../entries/provider-entry.ts'
import type { ProviderRegistry } from '../entries/provider-registry.ts'
import type { ModelClient } from '../entries/model-client.ts'
import { openCircuit } from '../guards/provider-circuit.ts'
import { presentTargets } from '../stats/provider-stats.ts'
import { probeTarget } from './probe-target.ts'

/** Settings of a health check. */
export interface HealthCheckOptions {
  /** A provider that has not answered by then is unhealthy, in ms, > 0. @default 5000 */
  readonly timeoutMs?: number
  /** Ends the check. */
  readonly signal?: AbortSignal
}

/** The parts that a {@link HealthChecker} uses. */
export type HealthCheckerParts = {
  readonly balancer: Balancer<ModelClient>
  readonly registry: ProviderRegistry
  readonly clock: Clock
}

const defaultTimeoutMs = 5000
const table: OptionTable<HealthCheckOptions> = {
  timeoutMs: [positive, defaultTimeoutMs],
  signal: [checkSignal],
}
const hints = { timeout: 'timeoutMs', deadlineMs: 'timeoutMs', abortSignal: 'signal' }

/** Limits of the vendor, about which a health check says nothing. */
const vendorLimits: readonly (string | undefined)[] = ['cooling: rate-limit', 'quarantined: quota']

/** A snapshot is that new, in ms. */
const freshMs = 20

/** Checks the health of providers, and acts on the answers. */
export class HealthChecker {
  readonly #parts: HealthCheckerParts
  readonly #closing = new AbortController()
  #seen: { readonly at: number; readonly targets: ReturnType<typeof presentTargets> } | undefined

  constructor(parts: HealthCheckerParts) {
    this.#parts = parts
  }

  /** Asks all providers at once; gives which are healthy, by name. @throws the signal's reason, BalancerClosedError, or what is wrong with an option */
  async check(options: HealthCheckOptions): Promise<Record<string, boolean>> {
    const { timeoutMs = defaultTimeoutMs, signal } = readOptions('healthCheck', options, table, { hints })
    signal?.throwIfAborted()
    if (this.#closing.signal.aborted) throw new BalancerClosedError()
    const ending = AbortSignal.any([this.#closing.signal, ...(signal === undefined ? [] : [signal])])
    this.#seen = undefined
    const verdicts = await Promise.all(
      this.#parts.registry.entries().map(async (entry): Promise<[string, boolean]> => {
        const healthy = await Promise.all(
          entry.targets.map((target) => this.#probe(entry, target, { timeoutMs, signal: ending })),
        )
        return [entry.name, healthy.includes(true)]
      }),
    )
    this.#seen = undefined
    signal?.throwIfAborted()
    return Object.fromEntries(verdicts)
  }

  /** Ends the running checks. */
  close(): void {
    this.#closing.abort()
  }

  async #probe(
    entry: ProviderEntry,
    target: EntryTarget,
    { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
  ): Promise<boolean> {
    const { clock } = this.#parts
    const probe = (ending: AbortSignal): Promise<void> => entry.probe(target, ending)
    const isHealthy = await probeTarget(probe, { timeoutMs, clock, signal })
    if (!signal.aborted && this.#parts.registry.find(target.id)?.target === target)
      this.#judge(target, isHealthy)
    return isHealthy
  }

  #judge({ id, circuit }: EntryTarget, isHealthy: boolean): void {
    const { balancer, clock } = this.#parts
    const reason = this.#reasonOf(id)
    if (!isHealthy) {
      if (circuit !== undefined) openCircuit(circuit, clock.now())
    } else if (vendorLimits.includes(reason)) circuit?.reset()
    else balancer.reinstateTarget(id)
  }

  /** Why a target is blocked. Of many that answer together, one snapshot is enough. */
  #reasonOf(id: string): string | undefined {
    const { balancer, clock } = this.#parts
    const now = clock.now()
    if (this.#seen === undefined || now - this.#seen.at > freshMs)
      this.#seen = { at: now, targets: presentTargets(balancer.snapshot()) }
    return this.#seen.targets.get(id)?.reason
  }
}
