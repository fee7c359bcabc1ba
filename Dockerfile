# The app with its model inside; 7860 is the port that ModelScope expects.
# docker build -t seeing-attention . && docker run --rm -p 8501:7860 seeing-attention
FROM python:3.11-slim AS packages
WORKDIR /app
COPY requirements.txt ./
COPY requirements/app.txt requirements/
# requirements.txt names PyTorch's CPU build by its address; every package is checked by its digest.
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check -q -r requirements.txt \
 && find /venv -name __pycache__ -prune -exec rm -rf {} +

FROM python:3.11-slim
# The folder for larger models is made here, or a volume mounted on it would be root's.
RUN useradd --create-home --uid 1000 learner \
 && install -d -o learner -g learner /home/learner/models
WORKDIR /app
COPY --from=packages /venv /venv
COPY streamlit_app.py ./
COPY .streamlit .streamlit
COPY pages pages
COPY lib lib
COPY models models
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    OMP_NUM_THREADS=1 \
    SEEING_ATTENTION_HOME=/home/learner/models
USER 1000:1000
EXPOSE 7860
# Python is there and curl is not.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:7860/_stcore/health', timeout=4)"]
CMD ["streamlit", "run", "streamlit_app.py", "--server.headless=true", "--server.address=0.0.0.0", "--server.port=7860"]
