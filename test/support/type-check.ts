import { join } from 'node:path'
import ts from 'typescript'
import { root } from './workspace.ts'

const compilerOptions = (): ts.CompilerOptions => {
  const path = join(root, 'tsconfig.base.json')
  const { config } = ts.readConfigFile(path, (file) => ts.sys.readFile(file)) as { config: unknown }
  const { options } = ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, root)
  // An example shows how to call something; it need not use every result, nor export anything.
  const lenient = {
    isolatedDeclarations: false,
    declaration: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
  }
  return { ...options, ...lenient, types: ['node'], typeRoots: [join(root, 'node_modules/@types')] }
}

/** Compiles all `files` in one program and gives what is wrong with each: `line: message`. */
export const typeCheck = (files: readonly string[]): ReadonlyMap<string, readonly string[]> => {
  const program = ts.createProgram(files, compilerOptions())
  const complaintsOf = (file: string): string[] => {
    const source = program.getSourceFile(file)
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    return found.map(({ start = 0, messageText }) => {
      const line = (source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1
      return `${String(line)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
    })
  }
  return new Map(files.map((file) => [file, complaintsOf(file)]))
}
