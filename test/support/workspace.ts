import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The top folder of the repository. */
export const root = join(import.meta.dirname, '../..')

/** The parts of a package.json that the rules look at. */
export type Manifest = {
  readonly name: string
  readonly version: string
  readonly description?: string
  readonly keywords?: readonly string[]
  readonly homepage?: string
  readonly bugs?: string
  readonly private?: boolean
  readonly license?: string
  readonly sideEffects?: boolean | readonly string[]
  readonly files?: readonly string[]
  readonly engines?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, string>>
  readonly publishConfig?: {
    readonly exports?: Readonly<Record<string, { types?: string; default?: string }>>
  }
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

/** One package of the workspace. */
export type WorkspacePackage = {
  /** Folder relative to the root, with forward slashes. */
  readonly folder: string
  readonly manifest: Manifest
  readonly isPublished: boolean
}

/** Reads a package.json. */
export const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest

/** Reads a file of the repository by its path from the root. */
export const readText = (path: string): string => readFileSync(join(root, path), 'utf8')

const hasSources = (folder: string): boolean =>
  globSync('src/**/*.ts', { cwd: join(root, folder) }).length > 0

/** Every package of the workspace that has sources, sorted by folder. */
export const packages: readonly WorkspacePackage[] = ['packages/*', 'packages/providers/*', 'apps/*', 'bench']
  .flatMap((pattern) => globSync(pattern, { cwd: root }))
  .map((folder) => folder.replaceAll('\\', '/'))
  .filter((folder) => existsSync(join(root, folder, 'package.json')) && hasSources(folder))
  .sort()
  .map((folder) => {
    const manifest = readManifest(join(root, folder))
    return { folder, manifest, isPublished: manifest.private !== true }
  })

/** The packages that go to the registry. */
export const publishedPackages: readonly WorkspacePackage[] = packages.filter(
  ({ isPublished }) => isPublished,
)

/** What `name` needs at run time, by name, including optional and peer dependencies. */
export const runtimeDependencies = (manifest: Manifest): string[] =>
  Object.keys({
    ...manifest.dependencies,
    ...manifest.optionalDependencies,
    ...manifest.peerDependencies,
  }).sort()

/** TypeScript files of a package folder as `{ path, text }`, sorted by path. */
export const sourceFiles = (folder: string): { path: string; text: string }[] =>
  globSync('{src,test}/**/*.ts', { cwd: join(root, folder) })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .sort()
    .map((path) => ({ path, text: readText(path) }))
