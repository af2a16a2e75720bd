"""The app's pages, one file each; with app.py the only place that knows Streamlit."""
