/** Why an image could not be compared, with the sentence for people. */
export const IMAGE_PROBLEMS = {
  image_damaged: 'The image could not be decoded.',
  image_too_large: 'The image is too large to be decoded.',
  image_too_slow: 'Decoding the image took too long and was given up.',
  image_decoder_ended: 'The decoder broke down over the image.',
} as const;

/** The code of one of {@link IMAGE_PROBLEMS}. */
export type ImageProblemCode = keyof typeof IMAGE_PROBLEMS;
