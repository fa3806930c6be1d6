/** Where lines go: `console`, pino, bunyan, and whatever has their methods. */
export interface EventLogger {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** A line: its level, what it says in words, and the same as fields. */
export interface Line {
  readonly level: 'info' | 'warn' | 'error'
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

/**
 * Writes lines as a logger takes them: structured loggers, which have a method `child`, get fields and message; others, such as
 * `console`, the message alone, which says it all.
 */
export function lineWriter(logger: EventLogger): (line: Line) => void {
  const isStructured = typeof (logger as { readonly child?: unknown }).child === 'function'
  if (isStructured) {
    return ({ level, fields, message }) => {
      logger[level](fields, message)
    }
  }
  const plain = logger as unknown as Readonly<Record<Line['level'], (message: string) => void>>
  return ({ level, message }) => {
    plain[level](message)
  }
}
