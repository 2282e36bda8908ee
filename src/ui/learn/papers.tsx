// The papers that the tour tells of, and how a step cites them.
import styles from './papers.module.css';

const papers = {
  vqvae: { short: 'van den Oord et al. 2017', title: 'Neural Discrete Representation Learning', arxiv: '1711.00937' },
  straightThrough: {
    short: 'Bengio et al. 2013',
    title: 'Estimating or Propagating Gradients Through Stochastic Neurons',
    arxiv: '1308.3432',
  },
  pixelRnn: { short: 'van den Oord et al. 2016', title: 'Pixel Recurrent Neural Networks', arxiv: '1601.06759' },
  gatedPixelCnn: {
    short: 'van den Oord et al. 2016',
    title: 'Conditional Image Generation with PixelCNN Decoders',
    arxiv: '1606.05328',
  },
  vqvae2: {
    short: 'Razavi et al. 2019',
    title: 'Generating Diverse High-Fidelity Images with VQ-VAE-2',
    arxiv: '1906.00446',
  },
  vqgan: {
    short: 'Esser et al. 2020',
    title: 'Taming Transformers for High-Resolution Image Synthesis',
    arxiv: '2012.09841',
  },
  perceptual: {
    short: 'Zhang et al. 2018',
    title: 'The Unreasonable Effectiveness of Deep Features as a Perceptual Metric',
    arxiv: '1801.03924',
  },
  attention: { short: 'Vaswani et al. 2017', title: 'Attention Is All You Need', arxiv: '1706.03762' },
  dalle: { short: 'Ramesh et al. 2021', title: 'Zero-Shot Text-to-Image Generation', arxiv: '2102.12092' },
  parti: {
    short: 'Yu et al. 2022',
    title: 'Scaling Autoregressive Models for Content-Rich Text-to-Image Generation',
    arxiv: '2206.10789',
  },
  muse: {
    short: 'Chang et al. 2023',
    title: 'Muse: Text-To-Image Generation via Masked Generative Transformers',
    arxiv: '2301.00704',
  },
  latentDiffusion: {
    short: 'Rombach et al. 2021',
    title: 'High-Resolution Image Synthesis with Latent Diffusion Models',
    arxiv: '2112.10752',
  },
  halton: {
    short: 'Besnier et al. 2025',
    title: 'Halton Scheduler for Masked Generative Image Transformer',
    arxiv: '2503.17076',
  },
  guidance: { short: 'Ho and Salimans 2022', title: 'Classifier-Free Diffusion Guidance', arxiv: '2207.12598' },
  autoencoder: {
    short: 'Kingma and Welling 2013',
    title: 'Auto-Encoding Variational Bayes',
    arxiv: '1312.6114',
  },
} as const;

export type PaperId = keyof typeof papers;

/** The list at the end of a step. */
export function Papers({ ids }: { readonly ids: readonly PaperId[] }) {
  return (
    <aside className={styles.papers} aria-label="Papers">
      <h2 className={styles.heading}>Read on</h2>
      <ul>
        {ids.map((id) => {
          const { short, title, arxiv } = papers[id];
          return (
            <li key={id}>
              {short},{' '}
              <a href={`https://arxiv.org/abs/${arxiv}`} target="_blank" rel="noreferrer">
                {title}
              </a>
              , arXiv {arxiv}
            </li>
          );
        })}
      </ul>
    </aside>
  );
}
