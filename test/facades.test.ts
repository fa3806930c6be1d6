import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { readText, root } from './support/workspace.ts'

/**
 * A façade is as thin as docs/decisions/0036-facades-are-thin.md says: lines of code, without blank ones and comments, of all files of its
 * folder but `types.ts`, in which there is nothing but types.
 */
const most = 400

const compat = join(root, 'packages/llm-balancer/src/compat')
const facades = readdirSync(compat, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'test')
  .map(({ name }) => name)

const parse = (text: string): ts.SourceFile =>
  ts.createSourceFile('facade.ts', text, ts.ScriptTarget.Latest, true)

/** The lines on which there is a token. */
const linesOfCode = (text: string): number => {
  const file = parse(text)
  const lines = new Set<number>()
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node) || node.kind === ts.SyntaxKind.EndOfFileToken) return
    const children = node.getChildren(file)
    for (const child of children) visit(child)
    if (children.length > 0) return
    const last = file.getLineAndCharacterOfPosition(node.getEnd()).line
    for (let { line } = file.getLineAndCharacterOfPosition(node.getStart(file)); line <= last; line += 1)
      lines.add(line)
  }
  visit(file)
  return lines.size
}

const isTypeOnly = (statement: ts.Statement): boolean =>
  ts.isInterfaceDeclaration(statement) ||
  ts.isTypeAliasDeclaration(statement) ||
  (ts.isImportDeclaration(statement) && statement.importClause?.isTypeOnly === true) ||
  (ts.isExportDeclaration(statement) && statement.isTypeOnly)

it('counts lines with code, and neither blank ones nor comments', () => {
  const text = ['/** A comment. */', 'const a = `one', 'two`', '', '// b', 'call(', '  a, // c', ')'].join(
    '\n',
  )
  expect(linesOfCode(text)).toBe(5)
})

describe.each(facades)('llm-balancer/compat/%s', (name) => {
  const sources = readdirSync(join(compat, name)).filter((file) => /(?<!\.test)\.ts$/.test(file))

  it('is thin', () => {
    const counted = sources.filter((file) => file !== 'types.ts')
    const lines = counted.map((file) => linesOfCode(readFileSync(join(compat, name, file), 'utf8')))
    expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(most)
  })

  it('has nothing but types in types.ts, where there is one', () => {
    const texts = sources
      .filter((file) => file === 'types.ts')
      .map((file) => readFileSync(join(compat, name, file), 'utf8'))
    const statements = texts.flatMap((text) => [...parse(text).statements])
    expect(statements.filter((statement) => !isTypeOnly(statement)).map((one) => one.getText())).toEqual([])
  })
})

it('the reference of the root of llm-balancer has no more names than when the configuration got a package of its own', () => {
  const page = readText('test/public-api/llm-balancer.api.md')
  const section = page.slice(page.indexOf('\n## llm-balancer\n'), page.indexOf('\n## llm-balancer/bare\n'))
  expect(section.match(/^### /gm)?.length).toBeLessThanOrEqual(122)
})
