import type { Handlers } from '../observe/subscribe.ts'
import { AvailabilityLog } from './availability-log.ts'
import type { Line } from './event-logger.ts'

/** Makes lines of the events of one balancer. */
export class EventLines {
  readonly #name: string
  readonly #quietMs: number
  readonly #write: (line: Line) => void
  readonly #availability: AvailabilityLog
  /** Targets whose circuits tell their changes themselves. */
  readonly #told = new Set<string>()
  /** Code that failed: when a line said so, and how often it has failed since. */
  readonly #faults = new Map<string, { loggedAt: number; unsaid: number }>()

  constructor(name: string, quietMs: number, write: (line: Line) => void) {
    this.#name = name
    this.#quietMs = quietMs
    this.#write = write
    this.#availability = new AvailabilityLog(quietMs)
  }

  handlers(): Handlers {
    return { ...this.#targetHandlers(), ...this.#circuitHandlers(), ...this.#otherHandlers() }
  }

  #targetHandlers(): Handlers {
    const say = (event: string, targetId: string, text: string): void => {
      this.#say('info', { event, targetId }, `target ${targetId} ${text}`)
    }
    return {
      'target-blocked': ({ targetId, reason, until, at }) => {
        if (reason === 'circuit-open' && this.#told.has(targetId)) return
        const unsaid = this.#availability.blocked(targetId, { reason, until, at })
        if (unsaid === undefined) return
        const forMs = until === Infinity ? undefined : Math.max(0, Math.round(until - at))
        const time = forMs === undefined ? '' : ` for ${String(forMs)} ms`
        const before = unsaid === 0 ? '' : `, blocked ${String(unsaid)} more times since the last line`
        const fields = {
          event: 'target-blocked',
          targetId,
          reason,
          ...(forMs === undefined ? {} : { forMs }),
        }
        this.#say('warn', fields, `target ${targetId} is blocked${time} (${reason})${before}`)
      },
      'target-available': ({ targetId }) => {
        if (this.#availability.available(targetId)) say('target-available', targetId, 'is available again')
      },
      'target-reinstated': ({ targetId }) => {
        say('target-reinstated', targetId, 'was reinstated')
      },
      'target-added': ({ targetId }) => {
        say('target-added', targetId, 'was added')
      },
      'target-updated': ({ targetId }) => {
        say('target-updated', targetId, 'has new settings')
      },
      'target-removing': ({ targetId }) => {
        say('target-removing', targetId, 'gets no new calls and will be removed')
      },
      'target-removed': ({ targetId }) => {
        this.#availability.forget(targetId)
        this.#told.delete(targetId)
        say('target-removed', targetId, 'was removed')
      },
    }
  }

  #circuitHandlers(): Handlers {
    const tell = (level: Line['level'], text: string) => {
      return ({ type, targetId }: { readonly type: string; readonly targetId: string }): void => {
        this.#told.add(targetId)
        this.#say(level, { event: type, targetId }, `the circuit of target ${targetId} ${text}`)
      }
    }
    return {
      'circuit-opened': tell('warn', 'is open'),
      'circuit-half-opened': tell('info', 'is half-open: probes go through'),
      'circuit-closed': tell('info', 'is closed'),
    }
  }

  #otherHandlers(): Handlers {
    return {
      'listener-failed': ({ event: part, error, at }) => {
        const known = this.#faults.get(part)
        if (known !== undefined && at - known.loggedAt < this.#quietMs) {
          known.unsaid += 1
          return
        }
        const unsaid = known?.unsaid ?? 0
        this.#faults.set(part, { loggedAt: at, unsaid: 0 })
        const errorName = error instanceof Error ? error.name : typeof error
        const before = unsaid === 0 ? '' : `, and ${String(unsaid)} more times since the last line`
        this.#say(
          'error',
          { event: 'listener-failed', part, errorName },
          `"${part}" failed (${errorName})${before}`,
        )
      },
      'budget-soft-reached': ({ tenant, provider, spentMicroUsd, limitMicroUsd }) => {
        // There may be any number of tenants.
        if (tenant !== undefined) return
        const of = provider === undefined ? '' : ` of provider ${provider}`
        const ratio = Math.floor((100 * spentMicroUsd) / limitMicroUsd)
        const fields = { spentMicroUsd, limitMicroUsd, ...(provider === undefined ? {} : { provider }) }
        this.#say(
          'warn',
          { event: 'budget-soft-reached', ...fields },
          `${String(ratio)} % of a budget${of} are spent`,
        )
      },
      'balancer-closed': () => {
        this.#say('info', { event: 'balancer-closed' }, 'is closed')
      },
    }
  }

  #say(level: Line['level'], fields: Line['fields'], text: string): void {
    const message = `llm-balancer ${this.#name}: ${text}`
    this.#write({ level, message, fields: { balancer: this.#name, ...fields } })
  }
}
