import { join } from 'node:path'
import ts from 'typescript'
import { root } from './workspace.ts'
import type { WorkspacePackage } from './workspace.ts'

/** What one package offers. */
type PublicApi = {
  /** A Markdown page: every export of every entry point with its declaration, sorted by name. */
  readonly report: string
  /** `entry point: name` of every export without a doc comment. */
  readonly undocumented: readonly string[]
  /** Every export of every entry point, also those that come from another package. */
  readonly declared: readonly DeclaredExport[]
}

/** An export and its declaration, without comments. */
export type DeclaredExport = { readonly entry: string; readonly name: string; readonly declaration: string }

/** Reads the public API of the packages it was made for. */
export interface ApiReader {
  read(name: string): PublicApi
}

const readCompilerOptions = (): ts.CompilerOptions => {
  const path = join(root, 'tsconfig.base.json')
  const { config } = ts.readConfigFile(path, (file) => ts.sys.readFile(file)) as { config: unknown }
  const { options } = ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, root)
  return {
    ...options,
    noEmit: false,
    emitDeclarationOnly: true,
    // Names and texts of declarations are read; no type is computed.
    noLib: true,
    types: [],
  }
}

const printer = ts.createPrinter({ removeComments: true })

/**
 * The declaration file of a source, in memory: it holds each declaration without its body. As with the published declarations, the
 * source alone is enough, because every export says its type (`isolatedDeclarations`).
 */
const declarationsOf = (source: ts.SourceFile, compilerOptions: ts.CompilerOptions): ts.SourceFile => {
  const { fileName, text } = source
  const { outputText } = ts.transpileDeclaration(text, { fileName, compilerOptions })
  return ts.createSourceFile(fileName, outputText, ts.ScriptTarget.Latest)
}

const declares = (statement: ts.Statement, name: string, file: ts.SourceFile): boolean => {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.some(
      (declaration) => declaration.name.getText(file) === name,
    )
  return (statement as ts.Statement & { name?: ts.Node }).name?.getText(file) === name
}

const printDeclarations = (file: ts.SourceFile, name: string): string =>
  file.statements
    .filter((statement) => declares(statement, name, file))
    .map((statement) => printer.printNode(ts.EmitHint.Unspecified, statement, file))
    .join('\n')
    .replaceAll(/^export (declare )?/gm, '')
    .replaceAll(/^declare /gm, '')

/** `node_modules/.pnpm/zod@4/node_modules/zod/index.d.ts` → `zod`. */
const thirdPartyName = (path: string): string =>
  /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? 'elsewhere'

const entryName = (name: string, entry: string): string => (entry === '.' ? name : `${name}${entry.slice(1)}`)

/** One program over all entry points, so that the sources are read and checked once. */
export const createApiReader = (packages: readonly WorkspacePackage[]): ApiReader => {
  const entriesOf = ({ folder, manifest }: WorkspacePackage): [string, string][] =>
    Object.entries(manifest.exports ?? {}).map(([entry, file]) => [entry, join(root, folder, file)])
  const options = readCompilerOptions()
  const program = ts.createProgram(
    packages.flatMap(entriesOf).map(([, file]) => file),
    options,
  )
  const checker = program.getTypeChecker()
  const declarations = new Map<ts.SourceFile, ts.SourceFile>()
  const ownerOf = (path: string): string =>
    packages.find(({ folder }) => path.startsWith(`${join(root, folder)}/src/`))?.manifest.name ??
    thirdPartyName(path)

  const targetOf = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol

  const printExport = (symbol: ts.Symbol): string => {
    const target = targetOf(symbol)
    const source = target.declarations?.[0]?.getSourceFile()
    if (source === undefined) return ''
    const file = declarations.get(source) ?? declarationsOf(source, options)
    declarations.set(source, file)
    return printDeclarations(file, target.name)
  }

  const describeExport = (symbol: ts.Symbol, owner: string): string => {
    const target = targetOf(symbol)
    const [declaration] = target.declarations ?? []
    if (declaration === undefined) return `${symbol.name}: unresolved`
    const from = ownerOf(declaration.getSourceFile().fileName)
    if (from !== owner) return `export { ${symbol.name} } from '${from}'`
    const text = printExport(symbol)
    if (text === '') throw new Error(`no declaration of ${symbol.name} found for ${owner}`)
    return target.name === symbol.name ? text : `${text}\nexport { ${target.name} as ${symbol.name} }`
  }

  const isDocumented = (symbol: ts.Symbol): boolean =>
    targetOf(symbol).getDocumentationComment(checker).length > 0

  const exportsOf = (file: string): ts.Symbol[] => {
    const source = program.getSourceFile(file)
    const module = source === undefined ? undefined : checker.getSymbolAtLocation(source)
    if (module === undefined) throw new Error(`${file} is missing or exports nothing`)
    return checker.getExportsOfModule(module).sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  const read = (name: string): PublicApi => {
    const pack = packages.find(({ manifest }) => manifest.name === name)
    if (pack === undefined) throw new Error(`${name} is no published package`)
    const entries = entriesOf(pack).map(([entry, file]) => ({ entry, symbols: exportsOf(file) }))
    const sections = entries.map(({ entry, symbols }) => {
      const texts = symbols.map(
        (symbol) => `### ${symbol.name}\n\n\`\`\`ts\n${describeExport(symbol, name)}\n\`\`\`\n`,
      )
      return [`## ${entryName(name, entry)}\n`, ...texts].join('\n')
    })
    return {
      report: [`# Public API of ${name}\n`, ...sections].join('\n'),
      undocumented: entries.flatMap(({ entry, symbols }) =>
        symbols.filter((symbol) => !isDocumented(symbol)).map((symbol) => `${entry}: ${symbol.name}`),
      ),
      declared: entries.flatMap(({ entry, symbols }) =>
        symbols.map((symbol) => ({
          entry: entryName(name, entry),
          name: symbol.name,
          declaration: printExport(symbol),
        })),
      ),
    }
  }
  return { read }
}
