import type { BudgetExceededError } from '@llm-balancer/core/errors'
import type { Guard } from '@llm-balancer/core'
import { callQuietly, checkFunction } from '@llm-balancer/core/options'
import { reservedCost } from '@llm-balancer/core/prices'
import { steadyClock, type Clock } from '@llm-balancer/core/time'
import type {
  Budget,
  BudgetCall,
  BudgetKey,
  BudgetReservation,
  BudgetSnapshot,
  BudgetState,
  BudgetTarget,
  ExportedBudget,
  SoftBudgetEvent,
} from './budget.ts'
import { BudgetGuard, type GuardedBudget } from './budget-guard.ts'
import { budgetRefusal, microUsdPerUsd } from './budget-refusal.ts'
import type { BudgetSettings } from './budget-options.ts'
import { KeyListeners } from './key-listeners.ts'
import { Ledger } from './ledger.ts'
import { readBudgetCall } from './read-budget-call.ts'
import { CallReservation, type ReservationOwner, type SetAside } from './reservation.ts'
import type { Wanted } from './wanted.ts'

const windows = { minute: 60_000, day: 86_400_000 } as const
/** The key of a budget that all calls share. */
const everybody = ''

/** A budget over a {@link Ledger}. */
export class SpendingBudget implements Budget, GuardedBudget, ReservationOwner {
  readonly by: Budget['by']
  readonly then: Budget['then']
  readonly #settings: BudgetSettings
  readonly #clock: Clock
  readonly #ledger: Ledger
  readonly #softListeners = new Set<(event: SoftBudgetEvent) => void>()
  readonly #room = new KeyListeners()
  #unpriced = 0

  constructor(settings: BudgetSettings) {
    const { by, then, usd, per, maxTenants, initialState, clock } = settings
    this.by = by
    this.then = then
    this.#settings = settings
    this.#clock = steadyClock(clock)
    const limitMicroUsd = Math.round(usd * microUsdPerUsd)
    this.#ledger = new Ledger({ limitMicroUsd, windowMs: windows[per], maxKeys: maxTenants })
    if (initialState !== undefined && !this.#ledger.import(initialState, this.now()))
      throw new RangeError('createBudget: "initialState" is of a budget with another "maxTenants"')
  }

  guard(target: BudgetTarget): Guard {
    return new BudgetGuard(this, target)
  }

  reserve(call: BudgetCall): BudgetReservation {
    const { price, inputTokens = 0, outputTokens = 0, maxOutputTokens, ...who } = readBudgetCall(call)
    const microUsd = reservedCost({ inputTokens, outputTokens, maxOutputTokens }, price)
    const wanted = { key: this.keyOf(who), microUsd, needed: microUsd }
    const now = this.now()
    if (this.availableAt(wanted, now) > now) throw this.refusal(wanted, now)
    return this.take(wanted, now, { price })
  }

  isSoft(key: BudgetKey, now: number = this.now()): boolean {
    const own = this.keyOf(key)
    return (
      own !== undefined && this.#ledger.spent(own, now) + this.#ledger.reserved(own) >= this.#softMicroUsd
    )
  }

  state(key: BudgetKey = {}): BudgetState | undefined {
    const own = this.keyOf(key)
    if (own === undefined) return undefined
    const now = this.now()
    return {
      limitMicroUsd: this.#ledger.limitMicroUsd,
      spentMicroUsd: this.#ledger.spent(own, now),
      reservedMicroUsd: this.#ledger.reserved(own),
      leftMicroUsd: this.#ledger.left(own, now),
      resetAt: this.#ledger.endsAt(now),
    }
  }

  onSoft(listener: (event: SoftBudgetEvent) => void): () => void {
    checkFunction('listener', listener, 'onSoft')
    // One function may be handed in more than once.
    const own = (event: SoftBudgetEvent): void => {
      listener(event)
    }
    this.#softListeners.add(own)
    return () => {
      this.#softListeners.delete(own)
    }
  }

  exportState(): ExportedBudget {
    return this.#ledger.export(this.now())
  }

  toJSON(): BudgetSnapshot {
    const now = this.now()
    return {
      by: this.by,
      limitMicroUsd: this.#ledger.limitMicroUsd,
      spentMicroUsd: this.#ledger.spentTotal(now),
      reservedMicroUsd: this.#ledger.reservedTotal,
      resetAt: this.#ledger.endsAt(now),
      unpriced: this.#unpriced,
    }
  }

  now(): number {
    return this.#clock.now()
  }

  get limitMicroUsd(): number {
    return this.#ledger.limitMicroUsd
  }

  get allowsUnpriced(): boolean {
    return this.#settings.unpriced === 'allow'
  }

  keyOf({ tenant, provider }: BudgetKey): string | undefined {
    if (this.by === 'all') return everybody
    return this.by === 'tenant' ? tenant : provider
  }

  availableAt({ key, microUsd, needed }: Wanted, now: number): number {
    if (key === undefined || microUsd === 0) return now
    if (microUsd === Infinity) return this.allowsUnpriced ? now : Infinity
    if (needed <= this.#ledger.left(key, now)) return now
    const leftThen = this.#ledger.limitMicroUsd - this.#ledger.reserved(key)
    return needed <= leftThen ? this.#ledger.endsAt(now) : Infinity
  }

  take({ key, microUsd }: Wanted, now: number, call: Pick<SetAside, 'price' | 'onEnd'>): CallReservation {
    const isPriced = microUsd < Infinity
    const left = key === undefined ? 0 : Math.max(0, this.#ledger.left(key, now))
    const taken = isPriced ? Math.min(microUsd, left) : 0
    if (key !== undefined) this.#ledger.reserve(key, taken)
    return new CallReservation(this, { ...call, key, microUsd: taken, isPriced })
  }

  settle({ key, microUsd: reserved }: CallReservation, cost: number | undefined, now: number): void {
    if (key === undefined) return
    if (cost === undefined) this.#unpriced += 1
    const hadNothingLeft = this.#ledger.left(key, now) <= 0
    const before = this.#ledger.spent(key, now)
    this.#ledger.settle(key, { reserved, cost: cost ?? 0 }, now)
    const spent = this.#ledger.spent(key, now)
    if (before < this.#softMicroUsd && spent >= this.#softMicroUsd) this.#tellSoft(key, now)
    if (!hadNothingLeft || this.#ledger.left(key, now) <= 0) return
    this.#room.tell(key)
  }

  onRoom(key: string | undefined, listener: () => void): () => void {
    return key === undefined ? () => {} : this.#room.on(key, listener)
  }

  refusal(wanted: Wanted, now: number): BudgetExceededError {
    return budgetRefusal({ settings: this.#settings, ledger: this.#ledger, wanted }, now)
  }

  get #softMicroUsd(): number {
    return this.#settings.soft * this.#ledger.limitMicroUsd
  }

  #tellSoft(key: string, now: number): void {
    const event: SoftBudgetEvent = {
      type: 'budget-soft-reached',
      at: now,
      ...(this.by === 'all' ? {} : { [this.by]: key }),
      limitMicroUsd: this.#ledger.limitMicroUsd,
      spentMicroUsd: this.#ledger.spent(key, now),
      resetAt: this.#ledger.endsAt(now),
    }
    for (const listener of this.#softListeners) callQuietly('onSoft', () => listener(event))
  }
}
