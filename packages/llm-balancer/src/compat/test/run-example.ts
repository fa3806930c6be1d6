import ts from 'typescript'

/** What an example works with. */
export type ExampleSettings = {
  /** The module that replaces the documented library: the only change. */
  readonly library: object
  /** Names that the example expects to find, such as `llm` of an earlier example. @default {} */
  readonly given?: Readonly<Record<string, unknown>>
  /** The variable whose value is wanted. @default none */
  readonly wanted?: string
}

/** What an example did. */
export type ExampleResult = {
  /** What it wrote to the console: one entry per call, the arguments as they were. */
  readonly printed: readonly (readonly unknown[])[]
  /** The value of the wanted variable. */
  readonly value: unknown
}

/** Runs the code of a document as it stands, but for its imports, which are taken from `library`. */
export async function runExample(code: string, settings: ExampleSettings): Promise<ExampleResult> {
  const { library, given = {}, wanted } = settings
  const printed: unknown[][] = []
  const print = (...values: unknown[]): void => {
    printed.push(values)
  }
  const names = { library, console: { log: print, error: print }, ...given }
  const body = `${toScript(code)}\nreturn ${wanted ?? 'undefined'}`
  const run = new AsyncFunction(...Object.keys(names), body)
  return { value: await run(...Object.values(names)), printed }
}

/** JavaScript that finds in a variable what it imported. */
function toScript(code: string): string {
  const compilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext }
  const { outputText } = ts.transpileModule(code, { compilerOptions })
  return outputText
    .replaceAll(/^import (\{[^}]*\}) from (['"])[^'"]*\2;$/gm, 'const $1 = library;')
    .replaceAll(/^export \{\};$/gm, '')
}

type AsyncFunctionConstructor = new (...parts: string[]) => (...values: unknown[]) => Promise<unknown>

const { constructor: AsyncFunction } = Object.getPrototypeOf(async () => {}) as {
  readonly constructor: AsyncFunctionConstructor
}
