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

/** Everything a TypeScript file imports, in order of appearance. */
export const importsOf = (path: string, text: string): ImportFact[] => {
  const found: ImportFact[] = []
  const add = (specifier: string | undefined, facts: Omit<ImportFact, 'specifier'>): void => {
    if (specifier !== undefined) found.push({ specifier, ...facts })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(textOf(node.moduleSpecifier), fromImport(node))
    else if (ts.isExportDeclaration(node)) add(textOf(node.moduleSpecifier), fromExport(node))
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(textOf(node.argument.literal), { isTypeOnly: true, names: [] })
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(textOf(node.arguments[0]), { isTypeOnly: false, names: [] })
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest))
  return found
}
