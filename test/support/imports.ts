import ts from 'typescript'

/** One import, re-export, dynamic import or import type of a file. */
export type ImportFact = {
  readonly specifier: string
  /** Nothing of it is left after compilation. */
  readonly isTypeOnly: boolean
  /** Imported names; empty for a bare, namespace or dynamic import. */
  readonly names: readonly string[]
}

const textOf = (node: ts.Expression | undefined): string | undefined =>
  node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined

const namesOf = (elements: ts.NodeArray<ts.ImportSpecifier | ts.ExportSpecifier>): string[] =>
  elements.map((element) => (element.propertyName ?? element.name).text)

const fromImport = (node: ts.ImportDeclaration): Omit<ImportFact, 'specifier'> => {
  const clause = node.importClause
  const bindings = clause?.namedBindings
  const named = bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements : undefined
  const everyNameIsType =
    named !== undefined && named.length > 0 && named.every(({ isTypeOnly }) => isTypeOnly)
  return {
    isTypeOnly:
      clause?.phaseModifier === ts.SyntaxKind.TypeKeyword || (everyNameIsType && clause?.name === undefined),
    names: named === undefined ? [] : namesOf(named),
  }
}

const fromExport = (node: ts.ExportDeclaration): Omit<ImportFact, 'specifier'> => {
  const named =
    node.exportClause !== undefined && ts.isNamedExports(node.exportClause)
      ? node.exportClause.elements
      : undefined
  return {
    isTypeOnly: node.isTypeOnly || (named?.every(({ isTypeOnly }) => isTypeOnly) ?? false),
    names: named === undefined ? [] : namesOf(named),
  }
}

const found = new Map<string, readonly ImportFact[]>()

/** Everything a TypeScript file imports, in order of appearance. A text that several rules look at is parsed once. */
export const importsOf = (path: string, text: string): readonly ImportFact[] => {
  const known = found.get(text) ?? findImports(path, text)
  found.set(text, known)
  return known
}

const findImports = (path: string, text: string): ImportFact[] => {
  const facts: ImportFact[] = []
  const add = (specifier: string | undefined, fact: Omit<ImportFact, 'specifier'>): void => {
    if (specifier !== undefined) facts.push({ specifier, ...fact })
  }
  // Declarations stand at the top, or in that of a module; `import(…)`, as a type or a call, may stand anywhere.
  const isDeep = /\bimport\s*(\/[/*]|\()|\bmodule\s*['"]/.test(text)
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(textOf(node.moduleSpecifier), fromImport(node))
    else if (ts.isExportDeclaration(node)) add(textOf(node.moduleSpecifier), fromExport(node))
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(textOf(node.argument.literal), { isTypeOnly: true, names: [] })
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(textOf(node.arguments[0]), { isTypeOnly: false, names: [] })
    if (isDeep) ts.forEachChild(node, visit)
  }
  ts.createSourceFile(path, text, parsing).statements.forEach(visit)
  return facts
}

const parsing: ts.CreateSourceFileOptions = {
  languageVersion: ts.ScriptTarget.Latest,
  jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
}
