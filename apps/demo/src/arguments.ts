import { parseArgs } from 'node:util'

/** The arguments of the command line. */
export type DemoArguments =
  | { readonly type: 'help' }
  | { readonly type: 'invalid'; readonly message: string }
  | {
      readonly type: 'run'
      readonly durationMs: number
      /** Whole number ≥ 0. */
      readonly seed: number
      readonly json: boolean
      readonly live: boolean
    }

const defaults = { durationSeconds: 20, seed: 1 } as const
const longestSeconds = 3600
const largestSeed = 2 ** 32 - 1

/** How the demo is called. */
export const usage = `Usage: demo [--duration <seconds>] [--seed <number>] [--json] [--live] [--help]

  --duration <seconds>  how long the load lasts, above 0 and up to ${longestSeconds} (default ${defaults.durationSeconds})
  --seed <number>       whole number that fixes load, faults and latencies (default ${defaults.seed})
  --json                prints one JSON object and nothing else
  --live                asks the real vendors a few short questions, without faults;
                        needs OPENAI_API_KEY or ANTHROPIC_API_KEY
  --help                prints this text
`

/** Reads the command line. Never throws: a mistake becomes a message of one line. */
export function parseArguments(argv: readonly string[]): DemoArguments {
  try {
    const { values } = parseArgs({
      args: withNegativesAttached(argv[0] === '--' ? argv.slice(1) : argv),
      options: {
        duration: { type: 'string' },
        seed: { type: 'string' },
        json: { type: 'boolean', default: false },
        live: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    if (values.help) return { type: 'help' }
    const { json, live } = values
    if (live && (values.duration !== undefined || values.seed !== undefined)) {
      return invalid('--live makes a fixed number of calls and takes neither --duration nor --seed')
    }
    const seconds = numberIn(values.duration) ?? defaults.durationSeconds
    if (!(seconds > 0 && seconds <= longestSeconds)) {
      return invalid(
        `--duration must be a number of seconds within (0, ${longestSeconds}], got "${values.duration ?? ''}"`,
      )
    }
    const seed = numberIn(values.seed) ?? defaults.seed
    if (!Number.isInteger(seed) || seed < 0 || seed > largestSeed) {
      return invalid(`--seed must be a whole number within [0, ${largestSeed}], got "${values.seed ?? ''}"`)
    }
    return { type: 'run', durationMs: seconds * 1000, seed, json, live }
  } catch (error) {
    return invalid(firstSentence(error instanceof Error ? error.message : String(error)))
  }
}

function invalid(message: string): DemoArguments {
  return { type: 'invalid', message }
}

/** Undefined without a text, NaN for one that is no plain decimal number. */
function numberIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : NaN
}

/** `--duration -5` as `--duration=-5`, so that the value is refused and not taken for an option. */
function withNegativesAttached(argv: readonly string[]): string[] {
  const attached: string[] = []
  for (const word of argv) {
    const option = attached.at(-1)
    if (/^-[\d.]/.test(word) && (option === '--duration' || option === '--seed')) attached.pop()
    else {
      attached.push(word)
      continue
    }
    attached.push(`${option}=${word}`)
  }
  return attached
}

function firstSentence(message: string): string {
  return /^.*?(?=\.\s|\n|$)/.exec(message)?.[0] ?? message
}
