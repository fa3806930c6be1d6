import { hasMethods, nonNegative, readOptions, type OptionTable } from '@llm-balancer/core/options'
import type { ObserveCircuitsOptions, Observer } from '../contracts/observed-balancer.ts'
import { circuitEvents } from '../observe/circuit-events.ts'
import { readCircuitsOptions } from '../observe/read-observe-options.ts'
import { subscribe } from '../observe/subscribe.ts'
import { EventLines } from './event-lines.ts'
import { lineWriter, type EventLogger } from './event-logger.ts'

/** How events are logged. */
export interface LogEventsOptions {
  /**
   * A target that is blocked again and again, each time for less than this, and code that fails again and again, get one line in
   * this time, in ms, ≥ 0.
   *
   * @default 10 000
   */
  readonly quietMs?: number
}

const table: OptionTable<LogEventsOptions> = { quietMs: [nonNegative, 10_000] }
const checkLogger = hasMethods('info', 'warn', 'error')

/**
 * Logs what changes in balancers, one line for each change and none for a call: targets that are blocked, available again, added,
 * changed or removed, circuits, code of yours that failed. No line holds a prompt, a key or the message of an error.
 *
 * @example
 * logEvents(console).observe(llm)
 * @throws TypeError or RangeError that names what is wrong
 */
export function logEvents(
  logger: EventLogger,
  options: LogEventsOptions = {},
): Observer<ObserveCircuitsOptions> {
  checkLogger('logger', logger, 'logEvents')
  const { quietMs = 0 } = readOptions('logEvents', options, table)
  const write = lineWriter(logger)
  return {
    observe(balancer, observeOptions) {
      const { name, circuits } = readCircuitsOptions(balancer, observeOptions)
      const handlers = new EventLines(name, quietMs, write).handlers()
      const end = subscribe(balancer, handlers)
      const endCircuits = circuitEvents(circuits, (event) => {
        handlers[event.type]?.(event as never)
      })
      return () => {
        end()
        endCircuits()
      }
    },
  }
}
