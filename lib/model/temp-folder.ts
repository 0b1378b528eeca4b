/** The folder for files of large arrays that the environment names; undefined: none. */
export function tempFolderOfEnvironment(): string | undefined {
  return process.env.ALLCORES_TEMP_FOLDER || process.env.JOBLIB_TEMP_FOLDER || undefined
}
