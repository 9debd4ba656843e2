import { categoryOf, type CategoryCount } from '@kempt/contracts';

/**
 * Counts by category as reports show them: those that have files, most bytes first.
 *
 * @param files - files by category id
 * @param bytes - bytes by category id
 * @returns rows; percentages are of all bytes, of all files when there are no bytes
 */
export function categoryCounts(files: Float64Array, bytes: Float64Array): readonly CategoryCount[] {
  const totalBytes = bytes.reduce((sum, count) => sum + count, 0);
  const totalFiles = files.reduce((sum, count) => sum + count, 0);
  return [...files]
    .map((file_count, id) => {
      const total_size_bytes = bytes[id] ?? 0;
      const share = totalBytes > 0 ? total_size_bytes / totalBytes : file_count / totalFiles;
      return {
        category: categoryOf(id),
        file_count,
        total_size_bytes,
        percentage: Number((share * 100).toPrecision(4)),
      };
    })
    .filter(({ file_count }) => file_count > 0)
    .sort((a, b) => b.total_size_bytes - a.total_size_bytes || b.file_count - a.file_count);
}
