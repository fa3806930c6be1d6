import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'

/**
 * Writes the declarations of a package: one `.d.ts` per entry point, and files that several of them share. Each source is
 * read by itself (`isolatedDeclarations`), without a TypeScript program; what is wrong with the types is told by `pnpm types`.
 *
 * @param entryPoints `{ 'testing/index': 'src/testing/index.ts' }` is written to `dist/testing/index.d.ts`
 */
export async function writeDeclarations(entryPoints: Readonly<Record<string, string>>): Promise<void> {
  const bundle = await rolldown({
    input: { ...entryPoints },
    external: [/^node:/, ...importedPackages(process.cwd())],
    plugins: [dts({ dtsOnly: true, generator: 'oxc', tsconfig: false })],
  })
  await bundle.write({ dir: 'dist', chunkFileNames: '[name]-[hash].d.ts', entryFileNames: '[name].d.ts' })
  await bundle.close()
}

type Manifest = {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** What stays an import: the packages that users install with this one, and their entry points. */
function importedPackages(folder: string): RegExp[] {
  const text = readFileSync(join(folder, 'package.json'), 'utf8')
  const { dependencies, peerDependencies } = JSON.parse(text) as Manifest
  return Object.keys({ ...dependencies, ...peerDependencies }).map((name) => new RegExp(`^${name}(/|$)`))
}
