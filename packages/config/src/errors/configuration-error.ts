import { readProperty } from '@llm-balancer/core/options'

/** One mistake in a configuration. */
export interface ConfigurationMistake {
  /** The place in the words of the configuration: `providers[2].weight`. Empty for the text as a whole. */
  readonly path: string
  /** Counted from 1; 0 where the configuration could not be read at all. */
  readonly line: number
  /** Counted from 1; 0 where the configuration could not be read at all. */
  readonly column: number
  /** What is wrong, and what to do. Holds no value that may be a secret. */
  readonly message: string
}

const marker: unique symbol = Symbol.for('llm-balancer.configuration-error') as never

/** A configuration that could not be read, or has mistakes: all of them, in the order of the text. Holds no secret. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly errors: readonly ConfigurationMistake[]

  /** @param source begins the message: `llm.yaml` */
  constructor(source: string, errors: readonly ConfigurationMistake[]) {
    super(textOf(source, errors))
    this.errors = errors
    Object.defineProperty(this, marker, { value: true })
  }

  /** True for such an error of any copy of this package. */
  static isInstance(error: unknown): error is ConfigurationError {
    return readProperty(error, marker) === true
  }
}

function textOf(source: string, errors: readonly ConfigurationMistake[]): string {
  const [first] = errors
  if (errors.length === 1 && first !== undefined) return `${source}${placeOf(first)}: ${subjectOf(first)}`
  const lines = errors.map((mistake) => `  ${placeOf(mistake).slice(1) || '-'} ${subjectOf(mistake)}`)
  return [`${source}: ${String(errors.length)} mistakes`, ...lines].join('\n')
}

function placeOf({ line, column }: ConfigurationMistake): string {
  return line === 0 ? '' : `:${String(line)}:${String(column)}`
}

function subjectOf({ path, message }: ConfigurationMistake): string {
  return path === '' ? message : `${path} ${message}`
}
