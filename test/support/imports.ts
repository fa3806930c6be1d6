import { parseSync, Visitor } from 'oxc-parser'
import type { EcmaScriptModule, ParseResult } from 'oxc-parser'

/** One import, re-export, dynamic import or import type of a file. */
export type ImportFact = {
  readonly specifier: string
  /** Nothing of it is left after compilation. */
  readonly isTypeOnly: boolean
  /** Imported names; empty for a bare, namespace or dynamic import. */
  readonly names: readonly string[]
}

const found = new Map<string, readonly ImportFact[]>()

/** Everything a TypeScript file imports. A text that several rules look at is parsed once. */
export const importsOf = (path: string, text: string): readonly ImportFact[] => {
  const known = found.get(text) ?? findImports(path, text)
  found.set(text, known)
  return known
}

const findImports = (path: string, text: string): ImportFact[] => {
  const result = parseSync(path, text)
  const { staticImports, staticExports } = result.module
  return [
    ...staticImports.map(({ moduleRequest, entries }) => factOf(moduleRequest.value, entries)),
    ...staticExports.map(({ entries }) => factOf(entries[0]?.moduleRequest?.value, entries)),
    // `import(…)`, as a type or a call, may stand anywhere, and to read the whole tree takes three times as long.
    ...(/\bimport\s*(\/[/*]|\()/.test(text) ? deepImports(result) : []),
  ].filter((fact) => fact !== undefined)
}

type Entry = (
  | EcmaScriptModule['staticImports']
  | EcmaScriptModule['staticExports']
)[number]['entries'][number]

const factOf = (specifier: string | undefined, entries: readonly Entry[]): ImportFact | undefined =>
  specifier === undefined
    ? undefined
    : {
        specifier,
        isTypeOnly: entries.length > 0 && entries.every(({ isType }) => isType),
        names: entries.flatMap(({ importName: { kind, name } }) =>
          kind === 'Name' && typeof name === 'string' ? [name] : [],
        ),
      }

const deepImports = ({ program }: ParseResult): ImportFact[] => {
  const facts: ImportFact[] = []
  const add = (specifier: unknown, isTypeOnly: boolean): void => {
    if (typeof specifier === 'string') facts.push({ specifier, isTypeOnly, names: [] })
  }
  new Visitor({
    TSImportType: ({ source }) => add(source.value, true),
    ImportExpression({ source }) {
      if (source.type === 'Literal') add(source.value, false)
      else if (source.type === 'TemplateLiteral') add(source.quasis[0]?.value.cooked, false)
    },
  }).visit(program)
  return facts
}
